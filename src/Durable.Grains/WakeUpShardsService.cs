using Durable.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>
/// Keeps the wake-up grains alive: every silo asks for all of them now and then, so those of a lost silo come back on another. No
/// reminder service is needed for that.
/// </summary>
internal sealed partial class WakeUpShardsService(
    IGrainFactory grains, IOptions<DurableGrainsOptions> options, TimeProvider timeProvider, ILogger<WakeUpShardsService> logger) : BackgroundService
{
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
        }
        catch (Exception exception)
        {
            LogEnsureFailed(logger, exception);
        }
    }

    [LoggerMessage(3012, LogLevel.Warning, "Not all wake-up shards answered; trying again at the next interval.")]
    private static partial void LogEnsureFailed(ILogger logger, Exception exception);
}
