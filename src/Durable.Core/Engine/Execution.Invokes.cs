using Durable.Core.Diagnostics;
using Durable.Core.Engine.Invokes;
using Durable.Core.Log.Records;
using Durable.Core.Operations.Invokes;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Engine;

/// <content>Invokes: executions that this one starts, and what they come to.</content>
internal sealed partial class Execution
{
    private readonly InvokeDeliveries _deliveries;

    /// <summary>Whether executions that it has invoked may be started: it has not ended, and its host does not leave.</summary>
    public bool MayInvoke => _phase == Phase.Running && !_isDraining;

    /// <summary>Takes the end of an invoked execution.</summary>
    /// <param name="runId">The run that waits for it.</param>
    /// <param name="operationId">The operation that waits for it.</param>
    /// <param name="end">The end.</param>
    /// <returns>True when it is durable here, or nobody waits for it; false when another activation must be told.</returns>
    public async Task<bool> TakeInvokeEndAsync(string runId, string operationId, InvokeOutcome end)
    {
        if (HasLeft || _isDraining)
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

    /// <summary>The start of an invoked execution.</summary>
    public InvokedStart StartOf(Operation invoke) => InvokedStart.Of(invoke, _head) with { Trace = Telemetry.Trace };

    /// <summary>An invoked execution could not be started; that is tried again.</summary>
    public void OnInvokeNotDelivered(InvokedStart start, Exception exception, int attempt) =>
        LogInvokeRetried(_services.EngineLogger, exception, start.Options.ExecutionId, Id, attempt);

    /// <summary>Completes when the next attempt may be made, or none is made any more.</summary>
    /// <param name="attempt">The attempt that has failed.</param>
    public async Task PauseAsync(int attempt)
    {
        try
        {
            await Task.Delay(_services.Options.StoreRetry.After(attempt), _services.TimeProvider, _cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // It has ended, or takes part no longer.
        }
    }

    /// <summary>It is known what became of the start of an invoked execution.</summary>
    public void OnInvokeDelivered(string operationId, InvokedStartAnswer answer)
    {
        if (_phase != Phase.Running || Find(operationId) is not { Status: OperationStatus.Started })
        {
            return;
        }

        if (answer.Refusal is { } refusal)
        {
            EndInvoke(operationId, InvokeOutcome.Failed(refusal));
            return;
        }

        // It rides with the next checkpoint: if it is lost, the start is made once more and finds what is there.
        _deliveries.End();
        var record = new InvokeDeliveredRecord(operationId, _clock.Now) { Version = answer.Version };
        _log.Apply(record);
        Enqueue(record, ages: false);
        LingerFrom(_clock.Now);
        Touch();
    }

    // False when it is no open invoke.
    private bool EndInvoke(string operationId, InvokeOutcome end)
    {
        if (Find(operationId) is not { Type: OperationType.ChainedInvoke, Status: OperationStatus.Started } invoke)
        {
            return false;
        }

        if (!invoke.ChainedInvoke!.IsDelivered)
        {
            // It was quicker than the answer to its start.
            _deliveries.End();
        }

        var record = new InvokeEndedRecord(operationId, end.Status, _clock.Now)
        {
            Payload = WellFormedText.Of(end.Result),
            Error = end.Error is { } error ? ErrorObjects.Fit(error) : null,
            Version = invoke.ChainedInvoke!.IsDelivered ? null : end.Version,
            Trace = EngineTelemetry.ContextOf(end.Trace),
        };
        Arrive(record, [_log.Apply(record)], record.Trace);
        return true;
    }

    // Invokes that were in the log when this activation began.
    private void ResumeInvokes()
    {
        foreach (var invoke in _log.OpenInvokes().Where(static invoke => !invoke.ChainedInvoke!.IsDelivered))
        {
            _deliveries.Begin(invoke, sequence: 0);
        }
    }

    private EndedExecution Ended() => new(_head, _openInvokes, _deliveries.WhenDoneAsync());
}
