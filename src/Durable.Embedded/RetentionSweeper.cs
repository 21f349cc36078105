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

    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync, CancellationToken.None);
        }
    }

    /// <summary>Completes when the sweep under way has noticed the stop.</summary>
    public Task WhenStoppedAsync() => _loop;

    private async Task RunAsync()
    {
        var interval = options.Value.RetentionSweepInterval;
        try
        {
            await Task.Delay(interval < s_afterStart ? interval : s_afterStart, timeProvider, executions.Stopping);
            using var timer = new PeriodicTimer(interval, timeProvider);
            do
            {
                await SweepAsync();
            }
            while (await timer.WaitForNextTickAsync(executions.Stopping));
        }
        catch (Exception) when (executions.Stopping.IsCancellationRequested)
        {
            // Cancelled, or its store was closed meanwhile.
        }
    }

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
