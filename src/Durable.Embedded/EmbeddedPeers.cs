using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>How executions of this process reach each other: in memory, or by way of the store.</summary>
internal sealed class EmbeddedPeers(EmbeddedRuntime runtime, DurableFunctionRegistry functions, ExecutionServices services) : IExecutionPeers
{
    // An activation that leaves is followed by another; one that is followed by none in so many tries is told later.
    private const int MaxAttempts = 5;

    private readonly ExecutionStopper _stopper = new(runtime, services);

    public async Task<InvokedStartAnswer> StartAsync(InvokedStart start, CancellationToken cancellationToken)
    {
        var id = start.Options.ExecutionId;
        if (!functions.TryGet(id.FunctionName, out var function))
        {
            return InvokedStartAnswer.Refused(ErrorObjects.From(new FunctionNotFoundException(id.FunctionName, functions.Names)));
        }

        var asked = ExecutionStart.ByInvoke(start);
        object? input;
        try
        {
            input = asked.ReadInput(function);
        }
        catch (PayloadSerializationException exception)
        {
            return InvokedStartAnswer.Refused(ErrorObjects.From(exception));
        }

        var head = asked.ToHead(function, services.TimeProvider.GetUtcNow(), leaseDuration: null);
        var existing = await runtime.StartExecutionAsync(head, input, function, cancellationToken);
        return existing is null || asked.IsSameAs(existing, function)
            ? InvokedStartAnswer.Started(existing ?? head)
            : InvokedStartAnswer.Refused(ErrorObjects.From(new ExecutionAlreadyStartedException(id)));
    }

    public async Task<bool> TellAsync(ExecutionInvoker invoker, InvokeEnd end, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TryTellAsync(invoker, end, cancellationToken) is { } told)
            {
                return told;
            }

            await Task.Delay(Backoff.After(attempt), services.TimeProvider, cancellationToken);
        }

        return false;
    }

    public Task StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken) =>
        _stopper.StopAsync(executionId, error, cancellationToken);

    // Null when the activation takes part no longer, and another must be asked.
    private async Task<bool?> TryTellAsync(ExecutionInvoker invoker, InvokeEnd end, CancellationToken cancellationToken)
    {
        try
        {
            // Of one that has ended nobody waits any more.
            return await runtime.AskAsync(
                invoker.ExecutionId,
                execution => execution.TakeInvokeEndAsync(invoker.RunId, invoker.OperationId, end),
                static () => Task.FromResult(true),
                isQuiet: false,
                cancellationToken) ? true : null;
        }
        catch (ExecutionParkedException)
        {
            return false;
        }
    }
}
