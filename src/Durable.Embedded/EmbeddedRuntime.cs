using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Starts and stops the host: takes up what the last process left behind, and drains at shutdown.</summary>
internal sealed partial class EmbeddedRuntime(
    EmbeddedExecutions executions,
    Recovery recovery,
    WakeUpSweeper sweeper,
    RetentionSweeper retention,
    StuckCounter stuck,
    ClockWatch clock,
    SuspectGate suspects,
    TimeProvider timeProvider,
    IOptions<EmbeddedHostOptions> options,
    ILoggerFactory loggers) : IHostedService, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Serving begins at once; what the last process left behind is taken up meanwhile.
        recovery.Start();
        suspects.HoldUntil(recovery.WhenTakenUpAsync());
        sweeper.Start();
        retention.Start();
        stuck.Start();
        clock.Jumped += OnClockJumped;

        // By the system's timers: whatever clock the host is given, its looks are no events of that clock.
        clock.Start(TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await executions.BeginStopAsync();
        clock.Dispose();
        await sweeper.StopAsync();
        await retention.WhenStoppedAsync();
        await stuck.WhenStoppedAsync();
        await recovery.WhenTakenUpAsync();
        await DrainAsync(cancellationToken);
        executions.Watch.Dispose();
        await WhenSettledAsync();
    }

    // The container may dispose what it knows under two service types twice.
    public async ValueTask DisposeAsync()
    {
        await executions.BeginStopAsync();
        clock.Dispose();
        await sweeper.StopAsync();
        await retention.WhenStoppedAsync();
        await stuck.WhenStoppedAsync();
        executions.Watch.Dispose();
    }

    /// <summary>Stops without waiting, for a container that is not disposed of asynchronously: what still runs notices it by itself.</summary>
    public void Dispose()
    {
        executions.BeginStop();
        _ = sweeper.StopAsync();
    }

    /// <summary>Completes when all that the store held for the host at its start, and all that has come due since, is in memory.</summary>
    public Task WhenTakenUpAsync() => Task.WhenAll(recovery.WhenTakenUpAsync(), sweeper.WhenIdleAsync());

    /// <summary>Completes when all who must know of the end of an execution do, or are told later.</summary>
    public Task WhenSettledAsync() => Task.WhenAll(executions.ResidencesSnapshot.Select(static residence => residence.Resident.WhenSettledAsync()));

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        sweeper.OnClockJumped(jump);
        foreach (var residence in executions.ResidencesSnapshot)
        {
            _ = residence.Resident.Current?.PostAsync(execution => execution.OnClockJumped(jump));
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var residences = executions.ResidencesSnapshot;
        try
        {
            await Task.WhenAll(residences.Select(static residence => residence.DrainAsync())).WaitAsync(options.Value.DrainTimeout, timeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What has not come to rest is counted below.
        }

        var left = residences.Select(static residence => residence.Resident.Current).OfType<Activation>().ToList();
        foreach (var activation in left)
        {
            _ = activation.PostAsync(static execution => execution.Abandon());
        }

        if (left.Count > 0)
        {
            LogDrainIncomplete(_logger, left.Count);
        }
    }

    [LoggerMessage(EventIds.EmbeddedDrainIncomplete, LogLevel.Warning, "{Count} executions did not come to rest in time; they go on after the next start, as after a crash.")]
    private static partial void LogDrainIncomplete(ILogger logger, int count);
}
