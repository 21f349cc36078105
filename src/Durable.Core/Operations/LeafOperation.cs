using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>What steps and waits have in common: as long as they are not parked, the execution is busy.</summary>
internal abstract class LeafOperation<T>(DurableContext context, OperationIdentity identity, OperationType type, string subType)
{
    protected DurableContext Context { get; } = context;

    protected OperationIdentity Identity { get; } = identity;

    protected IExecutionChannel Channel => Context.Channel;

    protected SerializationContext SerializationContext => new(Context.ExecutionContext.ExecutionId, Identity.Id);

    public async Task<T> RunAsync()
    {
        Channel.BeginActivity();
        try
        {
            var stored = Channel.Find(Identity.Id);
            if (stored is not null && Determinism.Check(stored, Identity, type, subType) is { } divergence)
            {
                return await Channel.FailExecutionAsync<T>(divergence);
            }

            return Context.IsReplayOnly && stored is not { IsTerminal: true }
                ? await Determinism.RefuseNewWorkAsync<T>(Channel, stored, Identity)
                : await RunAsync(stored);
        }
        catch (PayloadSerializationException exception)
        {
            // Neither a retry nor a replay can mend it.
            return await Channel.FailExecutionAsync<T>(exception);
        }
        finally
        {
            Channel.EndActivity();
        }
    }

    protected abstract Task<T> RunAsync(Operation? stored);

    /// <summary>Joins the caller's token with the lane's; null where the lane's alone will do, as when the caller passed that on.</summary>
    protected CancellationTokenSource? Link(CancellationToken callerToken) =>
        callerToken.CanBeCanceled && callerToken != Channel.CancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(callerToken, Channel.CancellationToken)
            : null;

    protected OperationUpdate Update(OperationAction action) => new()
    {
        Id = Identity.Id,
        Type = type,
        Action = action,
        SubType = action == OperationAction.Start ? subType : null,
        Name = action == OperationAction.Start ? Identity.Name : null,
        ParentId = action == OperationAction.Start ? Identity.ParentId : null,
    };
}
