using Durable.Storage.Native;

namespace Durable.Storage.Writing;

/// <summary>The one writer of a database, on a thread of its own: whatever is queued shares a transaction.</summary>
/// <remarks>
/// <para>
/// There is no window to wait out. A request that finds the writer idle is committed alone and at once; those that arrive while a
/// transaction is being written to join it, and those that arrive while one is on its way to the disk share the next.
/// </para>
/// <para>
/// A thread, because a commit blocks on the disk, and a thread pool of two cores must not lose one to that.
/// </para>
/// </remarks>
internal sealed class GroupCommitter : IDisposable
{
    private readonly Database _database;
    private readonly ExecutionTable _table;
    private readonly DatabaseLock _file;
    private readonly DatabaseFailures _failures;
    private readonly int _maxRequests;
    private readonly long _maxBytes;
    private readonly long _checkpointPages;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly WriteQueue _queue = new();
    private readonly List<WriteRequest> _group = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _groupBytes;
    private long _pagesSinceCheckpoint;

    public GroupCommitter(
        Database database, DatabaseLock file, SqliteStoreOptions options, TimeProvider timeProvider, DatabaseFailures failures)
    {
        _database = database;
        _file = file;
        _table = new ExecutionTable(database, timeProvider);
        _failures = failures;
        _maxRequests = options.MaxGroupCommit;
        _maxBytes = options.MaxGroupCommitBytes;
        _checkpointPages = options.CheckpointBytes / Database.PageSize;

        // Immediately, so that another program's write lock is waited for here and never fails a request half-way.
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        _thread = new Thread(Run) { Name = "SQLite checkpoint writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Transactions that were committed.</summary>
    public long Transactions { get; private set; }

    /// <summary>Called by tests on the writer's thread, right before a commit; what it throws counts as the commit's failure.</summary>
    public Action? Committing { get; set; }

    /// <summary>Takes a request on; it is answered in any case.</summary>
    public void Write(WriteRequest request)
    {
        if (!_queue.TryAdd(request))
        {
            request.Fail(_failures.Closed());
        }
    }

    /// <summary>Finishes what is queued and closes the connection.</summary>
    public Task CloseAsync()
    {
        _queue.Close();
        return _stopped.Task;
    }

    /// <summary>The same for a caller that cannot await. The writer needs nobody but its own thread for it.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
    }

    private void Run()
    {
        while (_queue.Wait())
        {
            CommitGroup();
            CheckpointIfLarge();
        }

        if (!_file.IsInPlace())
        {
            _database.LeaveLog();
        }

        _database.Dispose();
        _queue.Dispose();
        _stopped.SetResult();
    }

    /// <summary>Commits what can be had now. A request that fails is answered, and the others are done again without it.</summary>
    private void CommitGroup()
    {
        TryTakeMore();
        while (_group.Count > 0)
        {
            if (TryCommit())
            {
                Transactions++;
                foreach (var request in _group)
                {
                    request.Complete();
                }

                ForgetGroup();
            }
        }
    }

    private bool TryCommit()
    {
        WriteRequest? current = null;
        var begun = false;
        try
        {
            if (_file.IsLost)
            {
                throw _failures.Gone();
            }

            _begin.Execute();
            begun = true;
            for (var i = 0; i < _group.Count || TryTakeMore(); i++)
            {
                current = _group[i];
                current.Execute(_table);
            }

            current = null;
            Committing?.Invoke();
            _commit.Execute();

            // SQLite writes on into a file that nobody will find again.
            return _file.IsInPlace() ? true : throw _failures.Gone();
        }
        catch (Exception exception)
        {
            RollBack();
            if (current is not null)
            {
                FailOne(current, _failures.WithoutEffect(exception));
            }
            else
            {
                FailGroup(begun ? _failures.OfCommit(exception) : _failures.WithoutEffect(exception), takeMore: !begun);
            }

            return false;
        }
    }

    private bool TryTakeMore()
    {
        if (_group.Count >= _maxRequests || _groupBytes >= _maxBytes || !_queue.TryTake(out var request))
        {
            return false;
        }

        _group.Add(request);
        _groupBytes += request.Bytes;
        return true;
    }

    private void FailOne(WriteRequest request, CheckpointStoreException failure)
    {
        _group.Remove(request);
        _groupBytes -= request.Bytes;
        request.Fail(failure);
    }

    private void FailGroup(CheckpointStoreException failure, bool takeMore)
    {
        // When not even a transaction could begin, one wait for it is enough for all who are queued.
        while (takeMore && TryTakeMore())
        {
        }

        foreach (var request in _group)
        {
            request.Fail(failure);
        }

        ForgetGroup();
    }

    private void ForgetGroup()
    {
        _group.Clear();
        _groupBytes = 0;
    }

    private void RollBack()
    {
        try
        {
            if (_database.InTransaction)
            {
                _rollback.Execute();
            }
        }
        catch (DatabaseException)
        {
            // The next transaction cannot begin then, and says so to its requests.
        }
    }

    /// <summary>
    /// Done between commits and after their answers, so that no caller waits for it; and on this connection, because only one is to
    /// write the database file.
    /// </summary>
    private void CheckpointIfLarge()
    {
        if (_file.IsLost)
        {
            return;
        }

        try
        {
            _pagesSinceCheckpoint += _database.TakePagesWritten();
            if (_pagesSinceCheckpoint >= _checkpointPages)
            {
                _pagesSinceCheckpoint = 0;
                _database.CheckpointPassively();
            }
        }
        catch (DatabaseException)
        {
            // Nothing is lost: what could not be carried over stays in the log, and is tried again when that has grown as much again.
        }
    }
}
