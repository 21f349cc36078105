using Durable.Core.Engine;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>Notices executions whose function blocks. One timer for all, armed only while an execution runs.</summary>
internal sealed class TurnWatch(TimeProvider timeProvider, DurableEngineOptions options, EmbeddedExecutions executions, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private volatile bool _isArmed;
    private bool _isDisposed;

    /// <summary>An execution runs.</summary>
    public void Begin()
    {
        if (!_isArmed)
        {
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Arm()
    {
        lock (_lock)
        {
            if (_isArmed || _isDisposed)
            {
                return;
            }

            _isArmed = true;
            using (ExecutionContext.SuppressFlow())
            {
                _timer ??= timeProvider.CreateTimer(static watch => ((TurnWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(BlockedTurns.IntervalFor(options), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Look()
    {
        _isArmed = false;
        foreach (var residence in executions.ResidencesSnapshot)
        {
            if (residence.Resident.Current is { IsSuspended: false } activation)
            {
                Arm();
                if (activation.Turns.Look(timeProvider, options.BlockedTurnAfter))
                {
                    BlockedTurns.LogBlocked(logger, residence.Resident.Id, options.BlockedTurnAfter);
                }
            }
        }
    }
}
