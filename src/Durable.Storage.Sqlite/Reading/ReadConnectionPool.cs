using System.Collections.Concurrent;
using Durable.Storage.Native;

namespace Durable.Storage.Reading;

/// <summary>Read connections: as many as read at the same time, of which a few are kept.</summary>
internal sealed class ReadConnectionPool(string path, TimeSpan busyTimeout, int maxIdle) : IDisposable
{
    private readonly ConcurrentBag<ReadConnection> _idle = [];
    private volatile bool _closed;

    public bool IsClosed => _closed;

    public ReadConnection Rent() => _idle.TryTake(out var connection) ? connection : Open();

    /// <summary>Takes a connection back that is not in the middle of anything.</summary>
    public void Return(ReadConnection connection)
    {
        if (_closed || _idle.Count >= maxIdle)
        {
            connection.Dispose();
            return;
        }

        _idle.Add(connection);
        if (_closed)
        {
            // The pool was closed in between and may not have seen this one.
            CloseIdle();
        }
    }

    public void Dispose()
    {
        _closed = true;
        CloseIdle();
    }

    private ReadConnection Open()
    {
        var database = Database.OpenReadOnly(path, busyTimeout);
        try
        {
            return new ReadConnection(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
