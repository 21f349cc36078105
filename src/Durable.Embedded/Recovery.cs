using Durable.Core.Diagnostics;
using Durable.Core.Residence;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>
/// Brings executions back into memory that the last process left behind. Each is tried until it is there or can never be.
/// </summary>
internal sealed partial class Recovery(
    ICheckpointStore store,
    TimeProvider timeProvider,
    EmbeddedExecutions executions,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private Task _start = Task.CompletedTask;

    /// <summary>Takes up what the last process left behind.</summary>
    public void Start() => _start = Task.Run(TakeUpOrphansAsync, CancellationToken.None);

    /// <summary>Completes when all that was left behind has been taken up once, or the stop was noticed.</summary>
    public Task WhenTakenUpAsync() => _start;

    /// <summary>Wakes an execution once, or settles it if it has ended.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="attempt">How often it has been tried, this time included.</param>
    public async Task<ActivationOutcome> TryWakeAsync(ExecutionId id, int attempt)
    {
        try
        {
            await WakeAsync(id, static resident => resident.WakeAsync());
            return ActivationOutcome.Settled;
        }
        catch (Exception) when (executions.Stopping.IsCancellationRequested)
        {
            return ActivationOutcome.Stopping;
        }
        catch (Exception exception) when (exception is ExecutionNotFoundException or ExecutionParkedException)
        {
            // Its retention was over in between, or nobody but a person can help.
            return ActivationOutcome.Settled;
        }
        catch (Exception exception)
        {
            LogFailed(_logger, exception, id, attempt);
            return ActivationOutcome.Failed;
        }
    }

    private async Task TakeUpOrphansAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var orphans = await store.ReadDueAsync(
                    new DueQuery { Kind = WakeUpKind.Lease, Until = DateTimeOffset.MaxValue, Limit = int.MaxValue }, executions.Stopping);

                // Clients are served meanwhile; what they have started is no orphan.
                await TakeUpAsync([.. orphans.Where(orphan => executions.Find(orphan.Id)?.Resident.Current is null)]);
                return;
            }
            catch (Exception) when (executions.Stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogListingFailed(_logger, exception, attempt);
            }

            try
            {
                await Task.Delay(ExecutionRetry.Backoff.After(attempt), timeProvider, executions.Stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TakeUpAsync(IReadOnlyList<DueExecution> orphans)
    {
        if (orphans.Count > 0)
        {
            LogTakingUp(_logger, orphans.Count);
        }

        foreach (var orphan in orphans)
        {
            await WakeAsync(orphan.Id, static resident => resident.TakeUpAsync());
        }
    }

    // One after the other, settlements too: a start has clients to serve.
    private Task<bool> WakeAsync(ExecutionId id, Func<ResidentExecution, Task> wakeAsync) => executions.AskAsync(
        id,
        async resident =>
        {
            await wakeAsync(resident);
            await resident.WhenSettledAsync();
            return true;
        },
        CancellationToken.None);

    [LoggerMessage(EventIds.EmbeddedTakingUp, LogLevel.Information, "Taking up {Count} executions that the last process left behind.")]
    private static partial void LogTakingUp(ILogger logger, int count);

    [LoggerMessage(EventIds.EmbeddedListingFailed, LogLevel.Error, "Executions that the last process left behind could not be listed (attempt {Attempt}); trying again.")]
    private static partial void LogListingFailed(ILogger logger, Exception exception, int attempt);

    [LoggerMessage(EventIds.EmbeddedActivationFailed, LogLevel.Warning, "Execution {ExecutionId} could not be activated (attempt {Attempt}); trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, ExecutionId executionId, int attempt);
}
