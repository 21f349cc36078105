using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Operations.Contexts;

/// <summary>A child context called by the user (durable-model 4.3). Runs in its caller's lane.</summary>
internal sealed class ChildContextOperation<T>(
    DurableContext context,
    OperationIdentity identity,
    Func<IDurableContext, CancellationToken, Task<T>> body,
    ChildContextConfig config,
    CancellationToken callerToken)
{
    public Task<T> RunAsync() => ContextCall.RunAsync(
        context, identity, config.NestingType == NestingType.Flat ? HandOverKind.Nothing : HandOverKind.End, RunRecordedAsync);

    private async Task<T> RunRecordedAsync()
    {
        using var linked = callerToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(callerToken, context.CancellationToken)
            : null;
        var token = linked?.Token ?? context.CancellationToken;
        var recorded = new RecordedContext<T>(
            context,
            context.Channel,
            identity,
            config.SubType ?? OperationSubTypes.RunInChildContext,
            config.NestingType,
            config.Serializer ?? context.Serializer,
            context.Now);
        var outcome = await recorded.RunAsync(child => body(child, token) ?? throw Bodies.ReturnedNull($"child context '{identity.Label}'"), token);
        if (outcome.Error is null)
        {
            return outcome.Result!;
        }

        if (outcome.IsGivenUp)
        {
            throw CallCancellation.Exception(OperationText.Of(OperationType.Context, config.SubType, identity), callerToken);
        }

        throw config.ErrorMapping?.Invoke(outcome.Error) ?? outcome.Error;
    }
}
