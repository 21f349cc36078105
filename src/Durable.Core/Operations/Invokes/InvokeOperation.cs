using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Operations.Invokes;

/// <summary>An invoke of another function (durable-model 4.8). The execution it becomes is started by the engine, once its START is durable.</summary>
internal sealed class InvokeOperation<TPayload, TResult>(
    DurableContext context,
    OperationIdentity identity,
    string functionName,
    TPayload payload,
    InvokeConfig config,
    CancellationToken callerToken)
    : LeafOperation<TResult>(context, identity, OperationType.ChainedInvoke, OperationSubTypes.ChainedInvoke)
{
    private IPayloadSerializer Serializer => config.Serializer ?? Context.Serializer;

    protected override async ValueTask<TResult> RunAsync(Operation? stored, HandOver call)
    {
        if (stored is not null && Determinism.CheckInvoke(stored, functionName) is { } divergence)
        {
            return await Channel.FailExecutionAsync<TResult>(divergence);
        }

        stored ??= Start();
        if (GivenUpCall.Find(stored.GivenUp, call.Number) is not null)
        {
            throw GivenUp(callerToken);
        }

        using var linked = Link(callerToken);
        try
        {
            return Read(await Channel.WhenEndedAsync(stored, linked?.Token ?? Channel.CancellationToken));
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken) && call.Place is null)
        {
            // The invoked execution goes on.
            Channel.GiveUp(stored, call.Number);
            throw GivenUp(callerToken);
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            // It has ended: that is in the log already.
            return Read(await Channel.WhenEndedAsync(stored, Channel.CancellationToken));
        }
    }

    private Operation Start()
    {
        var invoke = new ChainedInvokeOptions(functionName, Guid.CreateVersion7().ToString(), config.TenantId, config.ParentClosePolicy);
        var input = Payloads.Write(
            Serializer,
            payload,
            new SerializationContext(invoke.ExecutionId, null),
            DurableLimits.MaxInvokePayloadBytes,
            new PayloadSubject("the payload of invoke", Identity.Label));
        return Channel.Record(Update(OperationAction.Start) with { ChainedInvoke = invoke, Payload = input });
    }

    private TResult Read(Operation invoke)
    {
        var id = invoke.ChainedInvoke!.Target.ExecutionId;
        return invoke.Status switch
        {
            OperationStatus.Succeeded => invoke.Result is null ? default! : Payloads.Read<TResult>(
                Serializer, invoke.Result, new SerializationContext(id, null), new PayloadSubject("the result of invoke", Identity.Label)),
            OperationStatus.TimedOut => throw new InvokeTimedOutException(invoke.Error!, id) { OperationId = invoke.Id, OperationName = invoke.Name },
            OperationStatus.Stopped => throw new InvokeStoppedException(invoke.Error!, id) { OperationId = invoke.Id, OperationName = invoke.Name },
            _ => throw new InvokeFailedException(invoke.Error!, id) { OperationId = invoke.Id, OperationName = invoke.Name },
        };
    }
}
