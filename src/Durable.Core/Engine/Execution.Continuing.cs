using Durable.Core.Engine.Invokes;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>How a run ends for the next one to begin, in one write.</content>
internal sealed partial class Execution
{
    // Inputs up to this are kept as they are until somebody needs their digest.
    private const int MaxKeptInput = 4096;

    private readonly string? _firstInput;
    private readonly string? _firstInputDigest;
    private NextRun? _next;

    /// <summary>Ends this run and begins the next, with another input and on the newest version of the function.</summary>
    /// <returns>A task that never completes: nothing of this run goes on.</returns>
    /// <exception cref="InvalidOperationException">An invoked execution that is to end with this one has not ended.</exception>
    /// <exception cref="PayloadSerializationException">The input cannot be written or read, or is too large; nothing has changed.</exception>
    public Task ContinueAsNewAsync<TInput>(TInput input)
    {
        if (_log.OpenInvokes().FirstOrDefault(EndedExecution.EndsWithParent) is { } open)
        {
            throw new InvalidOperationException(
                $"Execution '{open.ChainedInvoke!.ExecutionId}' was invoked to end with this one and is still running: await it before {nameof(IDurableContext.ContinueAsNewAsync)}.");
        }

        var function = _services.Functions.Get(Id.FunctionName);
        var payload = Payloads.Write(
            function.Serializer,
            input,
            new SerializationContext(Id, null),
            DurableLimits.MaxExecutionPayloadBytes,
            $"the input of function '{function.Name}'");
        return ContinueAsync(new NextRun(function, payload, function.ReadInput(payload, Id), _clock.Now));
    }

    private async Task ContinueAsync(NextRun next)
    {
        // The log that would have it started by the next activation ends here.
        await Over.WhenDoneOrOverAsync(WhenDeliveredAsync());
        Continue(next);
        await new TaskCompletionSource().Task;
    }

    private void Continue(NextRun next)
    {
        if (_phase != Phase.Running || _parkReason is not null)
        {
            // It has been stopped, or this activation has left: there is no next run, at least not here.
            return;
        }

        if (!_isDraining)
        {
            OpenInvocation();
        }

        _phase = Phase.Closing;
        _next = next;
        _log.Close();
        QueuePump();
        Cancel();
    }

    // What is pending is void: the log that it would be appended to ends here. Whoever waits for it waits for this write.
    private async Task FlushContinuationAsync()
    {
        _isFlushing = true;
        ExecutionHead head;
        CheckpointBatch batch;
        try
        {
            batch = _batcher.TakeVoid();
            head = _next!.Head(_head, _firstInputDigest ?? FirstInput.Digest(_firstInput), ActivationId, WakeUpOfNextRun(_clock.Now));
            var checkpoint = new Checkpoint(head, ReadOnlyMemory<byte>.Empty) { EndedRunId = _head.RunId };
            if (!await _services.Committer.CommitAsync(checkpoint, LogRetry, CancellationToken.None))
            {
                Fault(new StaleActivationException(Id, _head.Version));
                return;
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
            return;
        }

        if (_phase != Phase.Over)
        {
            _batcher.Complete(batch);
            End(() => _host.OnContinued(_next, head));
        }
    }

    // A lease that is good for a while stays: an index would have to move it.
    private WakeUp WakeUpOfNextRun(DateTimeOffset now) =>
        _isDraining && _host.LeaseDuration is not null ? new WakeUp(now - _clock.Ahead, WakeUpKind.Timer)
        : _nextWakeUp is null && _head.WakeUp is { Kind: WakeUpKind.Lease } lease && !(LeaseRenewalAt <= now) ? lease
        : Lease(now);
}
