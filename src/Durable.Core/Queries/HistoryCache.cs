using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Queries;

/// <summary>
/// Histories that somebody is turning the pages of: each is built once, not for every page. Bounded by the bytes of their logs, and emptied
/// when nobody has turned a page for a minute.
/// </summary>
internal sealed class HistoryCache
{
    private const long MaxLogBytes = 64L * 1024 * 1024;

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = new();
    private readonly ITimer _timer;
    private long _logBytes;

    public HistoryCache(TimeProvider timeProvider)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static cache => ((HistoryCache)cache!).Clear(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The history up to that version of an execution, if it is kept.</summary>
    public IReadOnlyList<HistoryEvent>? Find(ExecutionHead head, bool includesData)
    {
        lock (_lock)
        {
            return NodeOf(head.RunId, includesData) is { } node && node.Value.Version == head.Version ? node.Value.Events : null;
        }
    }

    /// <summary>Keeps a history in place of an earlier one of the same execution, and at the cost of those that were read least lately.</summary>
    public void Add(ExecutionHead head, bool includesData, IReadOnlyList<HistoryEvent> events)
    {
        if (head.LogBytes > MaxLogBytes)
        {
            return;
        }

        lock (_lock)
        {
            Remove(NodeOf(head.RunId, includesData));
            while (_logBytes + head.LogBytes > MaxLogBytes)
            {
                Remove(_entries.Last);
            }

            _entries.AddFirst(new Entry(head.RunId, includesData, head.Version, head.LogBytes, events));
            _logBytes += head.LogBytes;
            _timer.Change(s_kept, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Forgets a history: its last page was turned.</summary>
    public void Remove(ExecutionHead head, bool includesData)
    {
        lock (_lock)
        {
            Remove(NodeOf(head.RunId, includesData));
        }
    }

    private void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _logBytes = 0;
        }
    }

    // So few are read at a time that looking at each is quick.
    private LinkedListNode<Entry>? NodeOf(string runId, bool includesData)
    {
        var node = _entries.First;
        while (node is not null && (node.Value.RunId != runId || node.Value.IncludesData != includesData))
        {
            node = node.Next;
        }

        return node;
    }

    private void Remove(LinkedListNode<Entry>? node)
    {
        if (node is not null)
        {
            _entries.Remove(node);
            _logBytes -= node.Value.LogBytes;
        }
    }

    private sealed record Entry(string RunId, bool IncludesData, long Version, long LogBytes, IReadOnlyList<HistoryEvent> Events);
}
