using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Residence;

/// <content>How the execution leaves memory, and what is left to do then: settle it, park it, begin its next run, or try again.</content>
internal sealed partial class ResidentExecution
{
    private Task _settling = Task.CompletedTask;
    private int _holds;
    private int _failures;

    /// <summary>Completes when parent and children know of the end of the execution, or are told later.</summary>
    public Task WhenSettledAsync() => _settling;

    /// <summary>Wakes the execution after a pause, the longer the more often that has failed.</summary>
    public void Retry(int failures) => _ = HoldWhileAsync(async () =>
    {
        try
        {
            await Task.Delay(ExecutionRetry.Backoff.After(failures), services.TimeProvider, residence.Stopping);
            await TryWakeAsync(failures);
        }
        catch (OperationCanceledException)
        {
            // The next host finds it as it is.
        }
    });

    internal void OnSuspendedChanged(bool isSuspended)
    {
        if (isSuspended)
        {
            residence.Leave();
        }
        else
        {
            residence.AdmitAnyway();
        }
    }

    internal void OnClosed(Activation activation, EndedExecution ended)
    {
        _failures = 0;
        GiveUpPlace(activation);
        Announce(ended.Head);
        if (ended.IsUnsettled)
        {
            Settle(() => settlement.SettleAsync(ended, residence.Peers, residence.Stopping));
        }

        Release();
    }

    internal void OnContinued(Activation activation, NextRun next, ExecutionHead head)
    {
        _failures = 0;
        OnCommitted(head);
        if (head.WakeUp is { Kind: WakeUpKind.Timer } handedOver)
        {
            GiveUpPlace(activation);
            residence.WakeNoLaterThan(handedOver.At);
        }
        else if (IsLeftToNextHost)
        {
            GiveUpPlace(activation);
        }
        else
        {
            // The next run keeps the place of this one.
            if (activation.IsSuspended)
            {
                residence.AdmitAnyway();
            }

            Activate(next.Function, head).Begin(next.Begin);
        }

        Release();
    }

    internal void OnReleased(Activation activation, WakeUp wakeUp)
    {
        _failures = 0;
        GiveUpPlace(activation);
        if (wakeUp.Kind == WakeUpKind.Timer)
        {
            residence.WakeNoLaterThan(wakeUp.At);
        }

        Release();
    }

    // Nothing in memory can be trusted: another activation goes on from the store, here or elsewhere, unless no repetition can help.
    internal void OnFaulted(Activation activation, ExecutionHead head, Exception exception)
    {
        GiveUpPlace(activation);
        if (ExecutionParking.MayPark(exception))
        {
            _ = HoldWhileAsync(() => ParkAsync(head, exception));
        }
        else
        {
            residence.RetryLater(++_failures, exception);
        }

        Release();
    }

    private void GiveUpPlace(Activation activation)
    {
        if (!activation.IsSuspended)
        {
            residence.Leave();
        }

        _current = null;
    }

    private void Abandon(Activation activation)
    {
        activation.Abandon();
        if (_current == activation)
        {
            GiveUpPlace(activation);
            Release();
        }
    }

    private async Task ParkAsync(ExecutionHead head, Exception exception)
    {
        try
        {
            if (!await parking.TryParkAsync(head, exception, residence.Stopping))
            {
                residence.RetryLater(++_failures, exception);
            }

            TellWatchers();
        }
        catch (OperationCanceledException)
        {
            // The next host finds it as it is.
        }
    }

    private void SettleFromStore() => Settle(() => settlement.SettleAsync(id, residence.Peers, residence.Stopping));

    private void Settle(Func<Task<bool>> settleAsync)
    {
        if (_settling.IsCompleted)
        {
            _settling = HoldWhileAsync(() => RunSettlementAsync(settleAsync));
        }
    }

    private async Task RunSettlementAsync(Func<Task<bool>> settleAsync)
    {
        try
        {
            if (await settleAsync())
            {
                _failures = 0;
            }
            else
            {
                residence.RetryLater(++_failures, fault: null);
            }
        }
        catch (Exception) when (residence.Stopping.IsCancellationRequested)
        {
            // The next host finds it as it is.
        }
        catch (Exception exception)
        {
            LogNotSettled(services.EngineLogger, exception, id);
            residence.RetryLater(++_failures, exception);
        }
    }

    /// <summary>Wakes the execution, and tries again later where that fails.</summary>
    public Task TakeUpAsync() => TryWakeAsync(failures: 0);

    private async Task TryWakeAsync(int failures)
    {
        try
        {
            await WakeAsync();
        }
        catch (ExecutionParkedException)
        {
            // Nobody but a person can help.
        }
        catch (Exception) when (residence.Stopping.IsCancellationRequested)
        {
            // The next host finds it as it is.
        }
        catch (Exception exception)
        {
            LogNotWoken(services.EngineLogger, exception, id, failures + 1);
            residence.RetryLater(failures + 1, exception);
        }
    }

    // Begins in a turn of its own, free of the flow of whatever led to it; the resident stays meanwhile.
    private Task HoldWhileAsync(Func<Task> work)
    {
        Hold();
        return residence.TurnScheduler.PostAsync(RunAsync).Unwrap();

        async Task RunAsync()
        {
            try
            {
                await work();
            }
            finally
            {
                Release();
            }
        }
    }

    private void Hold()
    {
        if (_holds++ == 0)
        {
            residence.Occupy();
        }
    }

    private void Release()
    {
        if (--_holds == 0)
        {
            residence.Vacate();
        }
    }

    [LoggerMessage(EventIds.NotSettled, LogLevel.Warning, "The completion of execution {ExecutionId} could not be delivered to its parent or children; retrying.")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(EventIds.NotWoken, LogLevel.Warning, "Execution {ExecutionId} could not be brought into memory (attempt {Attempt}); retrying.")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, ExecutionId executionId, int attempt);
}
