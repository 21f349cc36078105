using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Looks at what slows the database down, for metrics and a warning.</summary>
internal sealed partial class HealthService(ICheckpointStore store, IMeterFactory? meters, TimeProvider timeProvider, ILogger logger)
    : PeriodicService(timeProvider)
{
    private readonly DeadRowsAlarm _alarm = new(logger);
    private readonly HealthMetrics _metrics = new(meters);

    // Somebody may have chosen another store after this one.
    protected override TimeSpan? Interval => (store as PostgreSQLCheckpointStore)?.HealthInterval;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        var health = await ((PostgreSQLCheckpointStore)store).Health.ReadAsync(cancellationToken);
        _metrics.Saw(health);
        _alarm.Look(health);
    }

    protected override void OnFailed(Exception exception) => LogUnknown(logger, exception);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _metrics.Dispose();
        }

        base.Dispose(disposing);
    }

    [LoggerMessage(EventIds.HealthUnknown, LogLevel.Debug, "The server's statistics could not be read; trying again at the next interval.")]
    private static partial void LogUnknown(ILogger logger, Exception exception);
}
