using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Durable.Grains;

/// <summary>Hands the bodies of branches to their grains, within one silo.</summary>
internal sealed class BranchRegistry
{
    private readonly ConcurrentDictionary<string, BranchStart> _waiting = new();

    public void Add(string key, BranchStart start) => _waiting[key] = start;

    public bool Contains(string key) => _waiting.ContainsKey(key);

    public bool TryTake(string key, [NotNullWhen(true)] out BranchStart? start) => _waiting.TryRemove(key, out start);
}
