using System.Collections.Concurrent;
using Durable.Samples.Earthquakes;

namespace Durable.Silo.Demo.Storage;

/// <summary>Requests of the demo's executions to the store, as far as this process made them. Thread-safe.</summary>
internal sealed class StoreRequestLog
{
    private readonly ConcurrentDictionary<ExecutionId, ExecutionRequests> _executions = new();
    private volatile bool _isWatching = true;

    public ExecutionRequests Of(ExecutionId id) => _executions.GetOrAdd(id, static _ => new ExecutionRequests());

    public bool HasCommits(ExecutionId id) => _executions.TryGetValue(id, out var requests) && requests.LastCommit is not null;

    public void Count(ExecutionId id)
    {
        if (IsWatched(id))
        {
            Of(id).Count();
        }
    }

    public void Add(ExecutionId id, StoreCommit commit)
    {
        if (IsWatched(id))
        {
            Of(id).Add(commit);
        }
    }

    /// <summary>The demo is over, and the server goes on: what was noted is handed out, and nothing more is.</summary>
    public ExecutionRequests StopWatching(ExecutionId id)
    {
        _isWatching = false;
        var requests = Of(id);
        _executions.Clear();
        return requests;
    }

    private bool IsWatched(ExecutionId id) => _isWatching && id.FunctionName == EarthquakeReport.FunctionName;
}
