using Durable.Core.Diagnostics;
using Durable.Core.Queries.Waiting;
using Durable.Grains.Contracts;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains.WakeUps;

/// <summary>
/// Keeps the grains alive that look after all executions: every silo asks for them now and then, so those of a lost silo come back on
/// another. No reminder service is needed for that.
/// </summary>
internal sealed partial class ClusterDutiesService(
    IGrainFactory grains,
    IOptions<DurableGrainsOptions> options,
    StuckCount stuck,
    [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider timeProvider,
    ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WakeUpSweepInterval, timeProvider);
        try
        {
            do
            {
                await EnsureAllAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task EnsureAllAsync()
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, WakeUpShards.Count).Select(shard => grains.GetGrain<IWakeUpGrain>(shard).EnsureAsync()));
            await grains.GetGrain<IRetentionGrain>(0).EnsureAsync();
            if (stuck.Interval is not null)
            {
                await grains.GetGrain<IStuckCountGrain>(0).EnsureAsync();
            }
        }
        catch (Exception exception)
        {
            LogEnsureFailed(_logger, exception);
        }
    }

    [LoggerMessage(EventIds.ClusterDutiesFailed, LogLevel.Warning, "Not all grains that wake and delete executions answered; trying again at the next interval.")]
    private static partial void LogEnsureFailed(ILogger logger, Exception exception);
}
