using Durable.Storage.PostgreSQL.Connections;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>One writer with one connection: what is queued while a group is on its way shares the next.</summary>
/// <remarks>There is no window to wait out: a request that finds the lane idle is sent alone and at once.</remarks>
internal sealed class CommitLane(DatabaseConnections connections, WriteStatements statements, PostgreSQLStoreOptions options, TimeProvider timeProvider)
{
    // Of collisions with other processes, each of which somebody has won.
    private const int MaxAttempts = 5;

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), Jitter: Random.Shared.NextDouble);
    private readonly Lock _lock = new();
    private readonly Queue<WriteRequest> _queue = [];
    private NpgsqlConnection? _connection;
    private Task _run = Task.CompletedTask;
    private bool _isRunning;
    private bool _isClosed;

    /// <summary>Groups that were committed.</summary>
    public long Groups { get; private set; }

    /// <summary>Takes a request on; it is answered in any case.</summary>
    public void Write(WriteRequest request)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _queue.Enqueue(request);
                if (!_isRunning)
                {
                    _isRunning = true;
                    _run = Task.Run(RunAsync);
                }

                return;
            }
        }

        request.Fail(connections.Failures.Closed());
    }

    /// <summary>Finishes what is queued and closes the connection.</summary>
    public async Task CloseAsync()
    {
        Task run;
        lock (_lock)
        {
            _isClosed = true;
            run = _run;
        }

        await run;
        await DropConnectionAsync();
    }

    private async Task RunAsync()
    {
        while (Take() is { } group)
        {
            await CommitAsync(group);
        }
    }

    private WriteGroup? Take()
    {
        lock (_lock)
        {
            if (_queue.Count == 0)
            {
                _isRunning = false;
                return null;
            }

            var group = new WriteGroup(options.MaxGroupCommit, options.MaxGroupCommitBytes);
            while (_queue.TryPeek(out var next) && group.TryAdd(next))
            {
                _queue.Dequeue();
            }

            return group;
        }
    }

    private async Task CommitAsync(WriteGroup group)
    {
        group.Sort();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await statements.ExecuteAsync(_connection ??= await ConnectAsync(), group);
                Groups++;
                foreach (var request in group.All)
                {
                    request.Complete();
                }

                return;
            }
            catch (Exception exception) when (DatabaseFailures.IsCollision(exception) && attempt < MaxAttempts)
            {
                await Task.Delay(_backoff.After(attempt), timeProvider);
            }
            catch (Exception exception) when (DatabaseFailures.IsOfData(exception) && group.Count > 1)
            {
                await CommitAloneAsync(group);
                return;
            }
            catch (Exception exception)
            {
                await FailAsync(group, connections.Failures.OfWrite(exception));
                return;
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = await connections.OpenAsync(CancellationToken.None);
        try
        {
            await statements.OpenAsync(connection, CancellationToken.None);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            throw connections.Failures.WithoutEffect(exception);
        }
    }

    // The database refuses what one of them brings, and does not say whose it is.
    private async Task CommitAloneAsync(WriteGroup group)
    {
        foreach (var request in group.All)
        {
            var alone = new WriteGroup(maxRequests: 1, long.MaxValue);
            alone.TryAdd(request);
            await CommitAsync(alone);
        }
    }

    private async Task FailAsync(WriteGroup group, CheckpointStoreException failure)
    {
        // Whatever it was, the next group begins with a connection that nothing is wrong with, perhaps to another server.
        await DropConnectionAsync();
        connections.Clear();
        foreach (var request in group.All)
        {
            request.Fail(failure);
        }
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It was broken already, and whoever waits for an answer has to get one.
            }
        }
    }
}
