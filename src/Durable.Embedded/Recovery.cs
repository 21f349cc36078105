using System.Collections.Concurrent;
using Durable.Core.Diagnostics;
using Durable.Core.Residence;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>
/// Brings executions back into memory that belong there: what the last process left behind, and what was given up because of a fault.
/// It does not let go before each is there or can never be.
/// </summary>
internal sealed partial class Recovery(
    ICheckpointStore store,
    TimeProvider timeProvider,
    ActivationTable activations,
    Func<ExecutionId, CancellationToken, Task<bool>> takeUp,
    ILogger logger,
    CancellationToken stopping)
{
    private readonly ConcurrentDictionary<ExecutionId, int> _faults = new();

    private Task _start = Task.CompletedTask;

    /// <summary>Takes up what the last process left behind.</summary>
    public void Start() => _start = Task.Run(TakeUpOrphansAsync, CancellationToken.None);

    /// <summary>Completes when all that was left behind has been taken up once, or the stop was noticed.</summary>
    public Task WhenTakenUpAsync() => _start;

    /// <summary>Brings an execution into memory that is asked for and that nobody has, until it is there.</summary>
    public void TakeUp(ExecutionId id) => _ = TakeUpSoonAsync(id);

    /// <summary>An activation was given up: another is made, later the more often that happened.</summary>
    public void OnFaulted(ExecutionId id) => _ = TakeUpLaterAsync(id, _faults.AddOrUpdate(id, 1, static (_, count) => count + 1));

    /// <summary>An activation has come to a good end.</summary>
    public void OnSettled(ExecutionId id) => _faults.TryRemove(id, out _);

    /// <summary>Activates an execution once, or settles it if it has ended.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="attempt">How often it has been tried, this time included.</param>
    public async Task<ActivationOutcome> TryActivateAsync(ExecutionId id, int attempt)
    {
        try
        {
            return await takeUp(id, stopping) ? ActivationOutcome.Settled : ActivationOutcome.Failed;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
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
            LogFailed(exception, id, attempt);
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
                    new DueQuery { Kind = WakeUpKind.Lease, Until = DateTimeOffset.MaxValue, Limit = int.MaxValue }, stopping);

                // Clients are served meanwhile; what they have started is no orphan.
                await TakeUpAsync([.. orphans.Where(orphan => activations.Find(orphan.Id) is not { Activation.IsCompleted: true })]);
                return;
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogListingFailed(exception, attempt);
            }

            if (!await PauseAsync(attempt))
            {
                return;
            }
        }
    }

    private async Task TakeUpAsync(IReadOnlyList<DueExecution> orphans)
    {
        if (orphans.Count > 0)
        {
            LogTakingUp(orphans.Count);
        }

        foreach (var orphan in orphans)
        {
            await TakeUpSoonAsync(orphan.Id);
        }
    }

    private async Task TakeUpSoonAsync(ExecutionId id)
    {
        if (await TryActivateAsync(id, attempt: 1) == ActivationOutcome.Failed)
        {
            _ = TakeUpLaterAsync(id, failures: 1);
        }
    }

    private async Task TakeUpLaterAsync(ExecutionId id, int failures)
    {
        for (var attempt = 1; await PauseAsync(failures) && await TryActivateAsync(id, attempt) == ActivationOutcome.Failed; attempt++)
        {
            failures++;
        }
    }

    private async Task<bool> PauseAsync(int failures)
    {
        try
        {
            await Task.Delay(Backoff.After(failures), timeProvider, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(EventIds.EmbeddedTakingUp, LogLevel.Information, "Taking up {Count} executions that the last process left behind.")]
    private partial void LogTakingUp(int count);

    [LoggerMessage(EventIds.EmbeddedListingFailed, LogLevel.Error, "Executions that the last process left behind could not be listed (attempt {Attempt}); trying again.")]
    private partial void LogListingFailed(Exception exception, int attempt);

    [LoggerMessage(EventIds.EmbeddedActivationFailed, LogLevel.Warning, "Execution {ExecutionId} could not be activated (attempt {Attempt}); trying again.")]
    private partial void LogFailed(Exception exception, ExecutionId executionId, int attempt);
}
