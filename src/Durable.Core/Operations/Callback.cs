using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>A callback in the hands of the function.</summary>
internal sealed class Callback<T>(DurableContext context, OperationIdentity identity, string callbackId, IPayloadSerializer serializer) : ICallback<T>
{
    public string CallbackId { get; } = callbackId;

    private IExecutionChannel Channel => context.Channel;

    public async Task<T> GetResultAsync(CancellationToken cancellationToken = default)
    {
        Channel.RequireTurn(nameof(GetResultAsync));
        var callback = Channel.Find(identity.Id)!;
        if (context.IsReplayOnly && !callback.IsTerminal)
        {
            return await Determinism.RefuseNewWorkAsync<T>(Channel, callback, identity);
        }

        Channel.BeginActivity();
        try
        {
            using var linked = CallerTokens.Link(Channel, cancellationToken);
            return Read(await Channel.WhenEndedAsync(callback, linked?.Token ?? Channel.CancellationToken));
        }
        catch (PayloadSerializationException exception)
        {
            return await Channel.FailExecutionAsync<T>(exception);
        }
        finally
        {
            Channel.EndActivity();
        }
    }

    private T Read(Operation callback) => CallbackFailures.Of(callback, CallbackId) is { } failure
        ? throw failure
        : callback.Result is null ? default! : Payloads.Read<T>(
            serializer,
            callback.Result,
            new SerializationContext(context.ExecutionContext.ExecutionId, identity.Id),
            $"the result of callback '{identity.Name ?? identity.Id}'");
}
