using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Operations.Contexts;
using Durable.Model;

namespace Durable.Core.Operations.Callbacks;

/// <summary>A wait for a callback (durable-model 4.7): a callback and the step that submits it, in a context. Runs in its caller's lane.</summary>
internal sealed class WaitForCallbackOperation<T>(
    DurableContext context,
    OperationIdentity identity,
    Func<string, IWaitForCallbackContext, CancellationToken, Task> submitter,
    WaitForCallbackConfig config,
    CancellationToken callerToken)
{
    public Task<T> RunAsync() => ContextCall.RunAsync(context, identity, HandOverKind.End, RunRecordedAsync);

    private async Task<T> RunRecordedAsync()
    {
        using var linked = CallerTokens.Link(context.Channel, callerToken);
        var token = linked?.Token ?? context.CancellationToken;
        var recorded = new RecordedContext<T>(
            context,
            context.Channel,
            identity,
            OperationSubTypes.WaitForCallback,
            NestingType.Nested,
            config.Serializer ?? context.Serializer,
            context.Now);
        var outcome = await recorded.RunAsync(child => RunBodyAsync(child, token), token);
        if (outcome.IsGivenUp)
        {
            throw CallCancellation.Exception(OperationText.Of(OperationType.Callback, null, identity), callerToken);
        }

        return outcome.Error is null ? outcome.Result! : throw (DurableOperationException?)Failure() ?? outcome.Error;
    }

    private async Task<T> RunBodyAsync(DurableContext child, CancellationToken token)
    {
        var callback = await child.CreateCallbackAsync<T>(NameOf("callback"), config, token);
        await child.StepAsync(
            (step, stepToken) => submitter(callback.CallbackId, new WaitForCallbackContext(step), stepToken),
            NameOf("submitter"),
            new StepConfig { RetryStrategy = config.RetryStrategy },
            token);
        return await callback.GetResultAsync(token);
    }

    // The context's own error says only that something in it threw. What it was is in the log beside it, on first run as on replay.
    private CallbackException? Failure()
    {
        if (context.Channel.Find(OperationIds.Child(identity.Id, 1)) is not { Type: OperationType.Callback } callback)
        {
            return null;
        }

        var callbackId = new CallbackReference(context.ExecutionContext.ExecutionId, callback.Id, callback.Callback!.Key).ToString();
        return context.Channel.Find(OperationIds.Child(identity.Id, 2)) is { Status: OperationStatus.Failed } failed
            ? new CallbackSubmitterException(failed.Error!, callbackId) { OperationId = failed.Id, OperationName = failed.Name }
            : CallbackFailures.Of(callback, callbackId);
    }

    private string? NameOf(string part)
    {
        if (identity.Name is not { } name)
        {
            return null;
        }

        var room = DurableLimits.MaxOperationNameLength - part.Length - 1;
        return $"{(name.Length <= room ? name : name[..room])}-{part}";
    }
}
