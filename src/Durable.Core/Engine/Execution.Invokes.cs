using Durable.Core.Engine.Invokes;
using Durable.Core.Log;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Engine;

/// <content>Invokes: executions that this one starts, and what they come to.</content>
internal sealed partial class Execution
{
    private List<Task>? _deliveries;
    private int _undelivered;

    /// <summary>Takes the end of an invoked execution.</summary>
    /// <param name="runId">The run that waits for it.</param>
    /// <param name="operationId">The operation that waits for it.</param>
    /// <param name="end">The end.</param>
    /// <returns>True when it is durable here, or nobody waits for it; false when another activation must be told.</returns>
    public async Task<bool> TakeInvokeEndAsync(string runId, string operationId, InvokeEnd end)
    {
        if (IsOver || _isDraining)
        {
            return false;
        }

        if (_phase != Phase.Running)
        {
            // What ends now takes nothing any more, once its end is durable.
            return await WhenDurableAsync(_batcher.LastSequence);
        }

        if (_head.RunId != runId || Find(operationId) is null)
        {
            return await IsNewestAsync();
        }

        // What is no open invoke here may be one for an activation that has overtaken this one, as long as it is not in the log.
        return await WhenDurableAsync(EndInvoke(operationId, end) ? LastArrival : _batcher.LastSequence);
    }

    // Of an invoke that was in the log when this activation began.
    private void ResumeInvokes()
    {
        foreach (var invoke in _log.OpenInvokes().Where(static invoke => !invoke.ChainedInvoke!.IsDelivered))
        {
            Deliver(invoke, sequence: 0);
        }
    }

    private void Deliver(Operation invoke, long sequence)
    {
        _undelivered++;
        _deliveries ??= [];
        _deliveries.RemoveAll(static delivery => delivery.IsCompleted);
        _deliveries.Add(DeliverAsync(invoke, sequence));
    }

    private async Task DeliverAsync(Operation invoke, long sequence)
    {
        // An output like any other: what is not in the log must not exist.
        if (!await WhenDurableAsync(sequence))
        {
            return;
        }

        var start = InvokedStart.Of(invoke, _head);
        for (var attempt = 1; _phase == Phase.Running && !_isDraining; attempt++)
        {
            try
            {
                OnDelivered(invoke.Id, await _host.Peers.StartAsync(start, CancellationToken.None));
                return;
            }
            catch (Exception exception)
            {
                LogInvokeRetried(_services.EngineLogger, exception, start.Options.ExecutionId, Id, attempt);
            }

            await PauseAsync(_services.Options.StoreRetryDelay(attempt));
        }
    }

    private async Task PauseAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _services.TimeProvider, _cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // It has ended, or takes part no longer.
        }
    }

    private void OnDelivered(string operationId, InvokedStartAnswer answer)
    {
        if (_phase != Phase.Running || Find(operationId) is not { Status: OperationStatus.Started })
        {
            return;
        }

        if (answer.Refusal is { } refusal)
        {
            EndInvoke(operationId, InvokeEnd.Failed(refusal));
            return;
        }

        // It rides with the next checkpoint: if it is lost, the start is made once more and finds what is there.
        _undelivered--;
        var record = new InvokeDeliveredRecord(operationId, _clock.Now) { Version = answer.Version };
        _log.Apply(record);
        Enqueue(record, ages: false);
        LingerFrom(_clock.Now);
        Touch();
    }

    // False when it is no open invoke.
    private bool EndInvoke(string operationId, InvokeEnd end)
    {
        if (Find(operationId) is not { Type: OperationType.ChainedInvoke, Status: OperationStatus.Started } invoke)
        {
            return false;
        }

        if (!invoke.ChainedInvoke!.IsDelivered)
        {
            // It was quicker than the answer to its start.
            _undelivered--;
        }

        var record = new InvokeEndedRecord(operationId, end.Status, _clock.Now)
        {
            Payload = WellFormedText.Of(end.Result),
            Error = end.Error is { } error ? ErrorObjects.Fit(error) : null,
            Version = invoke.ChainedInvoke!.IsDelivered ? null : end.Version,
        };
        Arrive(record, [_log.Apply(record)]);
        return true;
    }

    private EndedExecution Ended() => new(_head, _openInvokes, WhenDeliveredAsync());

    private Task WhenDeliveredAsync() => _deliveries is null ? Task.CompletedTask : Task.WhenAll(_deliveries);
}
