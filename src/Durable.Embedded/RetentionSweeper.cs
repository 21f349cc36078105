using Durable.Core.Diagnostics;
using Durable.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Deletes executions whose retention is over, once in a while. They count as absent before that.</summary>
internal sealed partial class RetentionSweeper(
    ICheckpointStore store,
    TimeProvider timeProvider,
    EmbeddedExecutions executions,
    EngineMetrics metrics,
    IOptions<EmbeddedHostOptions> options,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const int PageSize = 1000;

    // A start has more urgent things to ask the store, and nobody waits for this.
    private static readonly TimeSpan s_afterStart = TimeSpan.FromMinutes(10);

    private readonly RecurringWork _sweeps = new(timeProvider, executions.Stopping);

    public void Start()
    {
        var interval = options.Value.RetentionSweepInterval;
        _sweeps.Start(interval < s_afterStart ? interval : s_afterStart, interval, SweepAsync);
    }

    /// <summary>Completes when the sweep under way has noticed the stop.</summary>
    public Task WhenStoppedAsync() => _sweeps.WhenStoppedAsync();

    private async Task SweepAsync()
    {
        try
        {
            int deleted;
            do
            {
                deleted = await store.DeleteExpiredAsync(timeProvider.GetUtcNow(), PageSize, executions.Stopping);
                metrics.Deleted(deleted);
            }
            while (deleted == PageSize);
        }
        catch (Exception exception) when (!executions.Stopping.IsCancellationRequested)
        {
            LogSweepFailed(_logger, exception);
        }
    }

    [LoggerMessage(EventIds.EmbeddedRetentionSweepFailed, LogLevel.Warning, "Expired executions could not be deleted; trying again at the next sweep.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
