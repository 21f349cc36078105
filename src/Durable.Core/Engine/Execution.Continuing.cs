using Durable.Core.Engine.Invokes;

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
                $"Execution '{open.ChainedInvoke!.Target.ExecutionId}' was invoked to end with this one and is still running: await it before {nameof(IDurableContext.ContinueAsNewAsync)}.");
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
        await Leaving.WhenDoneOrLeftAsync(_deliveries.WhenDoneAsync());
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
}
