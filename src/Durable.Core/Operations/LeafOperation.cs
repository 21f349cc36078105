using System.Diagnostics.CodeAnalysis;
using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>
/// What steps, waits and callbacks have in common: as long as they are not parked, the execution is busy, and their outcome is handed over to the
/// function in its place.
/// </summary>
internal abstract class LeafOperation<T>(DurableContext context, OperationIdentity identity, OperationType type, string subType)
{
    protected DurableContext Context { get; } = context;

    protected OperationIdentity Identity { get; } = identity;

    protected string SubType => subType;

    protected IExecutionChannel Channel => Context.Channel;

    protected SerializationContext SerializationContext => new(Context.ExecutionContext.ExecutionId, Identity.Id);

    /// <summary>The operation in errors.</summary>
    protected string What => OperationText.Of(type, subType, Identity);

    [SuppressMessage("Usage", "VSTHRD103", Justification = "It is complete.")]
    public Task<T> RunAsync()
    {
        var call = Channel.BeginCall(Identity, type, Kind, Kind == HandOverKind.Start ? 0 : 1);
        Channel.BeginActivity();
        var outcome = ComeToAsync(call);

        // On replay nearly all outcomes are known.
        return call.Place is not null && outcome.IsCompletedSuccessfully
            ? KnownOutcome<T>.HandOverAsync(Context, call, outcome.Result)
            : LeafCall.FinishAsync(Context, call, outcome);
    }

    private ValueTask<T> ComeToAsync(HandOver call)
    {
        var stored = call.Found;
        if (stored is not null && Determinism.Check(stored, Identity, type, subType) is { } divergence)
        {
            return new ValueTask<T>(Channel.FailExecutionAsync<T>(divergence));
        }

        return Context.IsReplayOnly && call.Place is null
            ? new ValueTask<T>(Determinism.RefuseNewWorkAsync<T>(Channel, stored, Identity))
            : RunAsync(stored, call);
    }

    /// <summary>Which record decides when the function goes on.</summary>
    protected virtual HandOverKind Kind => HandOverKind.End;

    /// <summary>Comes to the outcome; what it throws is handed over like a result.</summary>
    protected abstract ValueTask<T> RunAsync(Operation? stored, HandOver call);

    /// <summary>Whether it is the caller's own token that has ended the call: an outcome, unlike the end of the lane.</summary>
    protected bool IsGivenUp(CancellationToken callerToken) =>
        callerToken.IsCancellationRequested && !Channel.CancellationToken.IsCancellationRequested;

    /// <summary>What the function sees of a call that its own token has ended.</summary>
    protected TaskCanceledException GivenUp(CancellationToken callerToken) => CallCancellation.Exception(What, callerToken);

    /// <inheritdoc cref="CallerTokens.Link"/>
    protected CancellationTokenSource? Link(CancellationToken callerToken) => CallerTokens.Link(Channel, callerToken);

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
