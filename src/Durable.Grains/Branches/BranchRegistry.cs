using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains.Branches;

/// <summary>Hands the bodies of branches to their grains, within one silo.</summary>
internal sealed class BranchRegistry
{
    private readonly ConcurrentDictionary<string, LaneRun> _waiting = new();

    public void Add(string key, LaneRun branch) => _waiting[key] = branch;

    public bool Contains(string key) => _waiting.ContainsKey(key);

    public bool TryTake(string key, [NotNullWhen(true)] out LaneRun? branch) => _waiting.TryRemove(key, out branch);
}
