namespace Durable.Silo.Demo.Storage;

/// <summary>One execution's requests to the store. Thread-safe.</summary>
internal sealed class ExecutionRequests
{
    private readonly Lock _lock = new();
    private readonly List<StoreCommit> _commits = [];
    private int _total;

    /// <summary>How many there were, commits included.</summary>
    public int Total => Volatile.Read(ref _total);

    public StoreCommit? LastCommit
    {
        get
        {
            lock (_lock)
            {
                return _commits.Count == 0 ? null : _commits[^1];
            }
        }
    }

    /// <summary>The commits so far, in order.</summary>
    public IReadOnlyList<StoreCommit> Commits
    {
        get
        {
            lock (_lock)
            {
                return [.. _commits];
            }
        }
    }

    public void Count() => Interlocked.Increment(ref _total);

    public void Add(StoreCommit commit)
    {
        lock (_lock)
        {
            _commits.Add(commit);
        }
    }
}

/// <summary>One commit.</summary>
/// <param name="Version">Version of the head that it wrote, which is the number of checkpoints so far.</param>
/// <param name="Operations">Operations in the log so far.</param>
/// <param name="BeganAt">When it was sent.</param>
/// <param name="EndedAt">When it was answered.</param>
internal readonly record struct StoreCommit(long Version, long Operations, DateTimeOffset BeganAt, DateTimeOffset EndedAt);
