using Microsoft.Extensions.Logging;

namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Warns once of dead rows that stay, and again when somebody else keeps them.</summary>
internal sealed partial class DeadRowsAlarm(ILogger logger)
{
    private bool _hadMany;
    private bool _hasWarned;
    private (RowKeeperKind, string, int?)? _keeper;

    public void Look(DatabaseHealth health)
    {
        // The next vacuum may be about to begin: what is there at one look need not be there at the next.
        if (health.HasManyDeadRows && _hadMany)
        {
            Warn(health);
        }
        else if (!health.HasManyDeadRows && _hasWarned)
        {
            _hasWarned = false;
            LogDeadRowsGone(logger, health.DeadRows, health.LiveRows);
        }

        _hadMany = health.HasManyDeadRows;
    }

    private void Warn(DatabaseHealth health)
    {
        (RowKeeperKind, string, int?)? keeper = health.Keeper is { } one ? (one.Kind, one.Name, one.Pid) : null;
        if (!_hasWarned || keeper != _keeper)
        {
            (_hasWarned, _keeper) = (true, keeper);
            LogDeadRowsKept(logger, health.DeadRows, health.LiveRows, HealthText.Of(health));
        }
    }

    [LoggerMessage(EventIds.DeadRowsKept, LogLevel.Warning, "The tables heads and wakes have {DeadRows} dead rows beside {LiveRows} live ones, so commits get slower. {Reason}")]
    private static partial void LogDeadRowsKept(ILogger logger, long deadRows, long liveRows, string reason);

    [LoggerMessage(EventIds.DeadRowsGone, LogLevel.Information, "The dead rows of the tables heads and wakes were removed; {DeadRows} are left beside {LiveRows} live ones.")]
    private static partial void LogDeadRowsGone(ILogger logger, long deadRows, long liveRows);
}
