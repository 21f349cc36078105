using Microsoft.AspNetCore.Connections;

namespace Durable.Silo.Connections;

/// <summary>
/// Bounds the connections that are open, so that the store always finds a handle to work with. At the limit, a new connection takes the
/// place of the one that has been idle longest: callers who do nothing keep nobody out. While all are busy, the new one is closed at once.
/// </summary>
internal sealed partial class ConnectionGate(int? maxConnections, TimeProvider timeProvider, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    // A connection that has lost its place has its handle for a moment longer. New ones wait until no more than these are on their way out.
    private const int MaxLeaving = 8;

    private static readonly TimeSpan s_warningInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();

    // Longest idle first.
    private readonly LinkedList<GatedConnection> _idle = [];

    // Only when the server listens is it known which handles it needs for itself.
    private readonly Lazy<int> _limit = new(() => maxConnections ?? HandleBudget.ForConnections());

    private int _open;
    private int _leaving;
    private TaskCompletionSource? _room;
    private bool _isClosing;
    private long? _warnedAt;

    /// <summary>Completes when another connection may be accepted.</summary>
    public Task WhenRoomAsync()
    {
        lock (_lock)
        {
            if (_leaving < MaxLeaving || _isClosing)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Lets a connection in, perhaps in place of another one.</summary>
    /// <returns>False when all others are busy: it is to be closed.</returns>
    public bool TryEnter(ConnectionContext connection)
    {
        var limit = _limit.Value;
        var entered = new GatedConnection(connection);
        GatedConnection? evicted = null;
        lock (_lock)
        {
            if (_open < limit || (evicted = _idle.First?.Value) is not null)
            {
                if (evicted is not null)
                {
                    Close(evicted);
                    evicted.IsEvicted = true;
                    _leaving++;
                }

                _open++;
                entered.Place = _idle.AddLast(entered);
            }
            else
            {
                entered.IsOpen = false;
            }
        }

        if (evicted is not null || !entered.IsOpen)
        {
            Warn(limit);
            evicted?.Connection.Abort(new ConnectionAbortedException("The connection was idle longest when the server needed its place."));
        }

        if (!entered.IsOpen)
        {
            return false;
        }

        connection.Features.Set(entered);
        connection.ConnectionClosed.Register(() => Leave(entered));
        return true;
    }

    /// <summary>A request has begun on a connection: from now on it is not idle.</summary>
    public void Occupy(GatedConnection connection)
    {
        lock (_lock)
        {
            connection.Requests++;
            Forget(connection);
        }
    }

    /// <summary>A request has been answered on a connection.</summary>
    public void Release(GatedConnection connection)
    {
        lock (_lock)
        {
            if (--connection.Requests == 0 && connection.IsOpen)
            {
                connection.Place = _idle.AddLast(connection);
            }
        }
    }

    /// <summary>No connection is accepted any more: nobody need wait for room.</summary>
    public void StopWaiting()
    {
        lock (_lock)
        {
            _isClosing = true;
            TellRoom();
        }
    }

    private void Leave(GatedConnection connection)
    {
        lock (_lock)
        {
            if (connection.IsOpen)
            {
                Close(connection);
            }
            else if (connection.IsEvicted)
            {
                connection.IsEvicted = false;
                _leaving--;
                TellRoom();
            }
        }
    }

    private void Close(GatedConnection connection)
    {
        connection.IsOpen = false;
        Forget(connection);
        _open--;
    }

    private void Forget(GatedConnection connection)
    {
        if (connection.Place is { } place)
        {
            _idle.Remove(place);
            connection.Place = null;
        }
    }

    private void TellRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private void Warn(int limit)
    {
        lock (_lock)
        {
            if (_warnedAt is { } warnedAt && timeProvider.GetElapsedTime(warnedAt) < s_warningInterval)
            {
                return;
            }

            _warnedAt = timeProvider.GetTimestamp();
        }

        LogFull(limit);
    }

    [LoggerMessage(EventIds.ConnectionsFull, LogLevel.Warning,
        "{Limit} connections are open, as many as there may be (--max-connections): for each new one the one that is idle longest is closed, or, while "
        + "all are busy, the new one. This is said once a minute.")]
    private partial void LogFull(int limit);
}
