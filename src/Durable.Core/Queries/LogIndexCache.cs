namespace Durable.Core.Queries;

/// <summary>
/// Indexes of logs that somebody reads: each is made once, not for every page. Bounded by their bytes, and emptied when nobody has read for a minute.
/// </summary>
internal sealed class LogIndexCache
{
    /// <summary>The longest log that is kept beside its index, in bytes.</summary>
    public const long MaxKeptLog = 8 * 1024 * 1024;

    private const long MaxBytes = 128L * 1024 * 1024;

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = new();
    private readonly ITimer _timer;
    private long _bytes;

    public LogIndexCache(TimeProvider timeProvider)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static cache => ((LogIndexCache)cache!).Clear(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The entry of an execution, which stays until it is left.</summary>
    public Entry Enter(ExecutionId id)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var node))
            {
                node = new LinkedListNode<Entry>(new Entry(id));
                _entries.Add(id, node);
            }
            else
            {
                _order.Remove(node);
            }

            _order.AddFirst(node);
            node.Value.Users++;
            return node.Value;
        }
    }

    /// <summary>Counts what the entry takes now, at the cost of those that were read least lately.</summary>
    public void Leave(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            var size = entry.Index?.Size ?? 0;
            _bytes += size - entry.Size;
            entry.Size = size;
            if (entry is { Users: 0, Index: null })
            {
                Remove(_entries[entry.Id]);
            }

            for (var node = _order.Last; node is not null && _bytes > MaxBytes;)
            {
                var previous = node.Previous;
                if (node.Value.Users == 0)
                {
                    Remove(node);
                }

                node = previous;
            }

            if (_entries.Count > 0)
            {
                _timer.Change(s_kept, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Clear()
    {
        lock (_lock)
        {
            foreach (var node in _entries.Values.Where(static node => node.Value.Users == 0).ToList())
            {
                Remove(node);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Id);
        _order.Remove(node);
        _bytes -= node.Value.Size;
    }

    /// <summary>An execution whose log somebody reads.</summary>
    internal sealed class Entry(ExecutionId id)
    {
        public ExecutionId Id => id;

        /// <summary>Taken by who reads from the index or renews it.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>Null until it has been made.</summary>
        public LogIndex? Index { get; set; }

        public int Users { get; set; }

        public long Size { get; set; }

        /// <summary>Takes the index out.</summary>
        public LogIndex? Take()
        {
            var index = Index;
            Index = null;
            return index;
        }
    }
}
