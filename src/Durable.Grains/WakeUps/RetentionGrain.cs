using Durable.Core.Diagnostics;
using Durable.Grains.Contracts;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains.WakeUps;

/// <summary>Deletes executions whose retention is over, once in a while. They count as absent before that.</summary>
[KeepAlive]
internal sealed partial class RetentionGrain(
    ICheckpointStore store,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider timeProvider,
    IOptions<DurableGrainsOptions> options,
    EngineMetrics metrics,
    ILoggerFactory loggers)
    : Grain, IRetentionGrain
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const int PageSize = 1000;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            static (grain, token) => grain.SweepAsync(token),
            this,
            new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.RetentionSweepInterval) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task EnsureAsync() => Task.CompletedTask;

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            int deleted;
            do
            {
                deleted = await store.DeleteExpiredAsync(timeProvider.GetUtcNow(), PageSize, cancellationToken);
                metrics.Deleted(deleted);
            }
            while (deleted == PageSize);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogSweepFailed(_logger, exception);
        }
    }

    [LoggerMessage(EventIds.GrainRetentionSweepFailed, LogLevel.Warning, "Expired executions could not be deleted; trying again at the next sweep.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
