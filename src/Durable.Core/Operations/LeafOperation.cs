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

    /// <summary>Records the START of an attempt.</summary>
    /// <param name="mustBeDurable">Whether the body may run only once that is durable.</param>
    protected void Start(bool mustBeDurable = false)
    {
        var start = Update(OperationAction.Start);
        if (mustBeDurable || Channel.IsAfterLoss)
        {
            Channel.Record(start);
        }
        else
        {
            Channel.Post(start);
        }
    }

    /// <summary>
    /// After a loss, completes when what came of an attempt is durable: if what comes next kills the process, the attempt is not to be blamed for it.
    /// </summary>
    protected async ValueTask WhenBlamelessAsync(HandOver call)
    {
        // An outcome has its place from its record on, whatever else ends meanwhile.
        Channel.PlaceCall(call);
        if (Channel.IsAfterLoss)
        {
            await Channel.WhenCommittedAsync();
        }
    }

    /// <summary>Parks a step, or a condition, until its next attempt is due or its caller gives up.</summary>
    /// <returns>Its new state.</returns>
    protected async Task<Operation> WhenElapsedAsync(Operation stored, CancellationToken callerToken)
    {
        using var linked = Link(callerToken);
        try
        {
            return await Channel.WhenElapsedAsync(stored, linked?.Token ?? Channel.CancellationToken);
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            return GiveUp(stored);
        }
    }

    /// <summary>Ends a step, or a condition, because its caller's token was cancelled: that is what a replay sees, too.</summary>
    /// <returns>Its new state.</returns>
    protected Operation GiveUp(Operation? stored)
    {
        if (stored is null)
        {
            Channel.Post(Update(OperationAction.Start));
        }

        return Channel.Record(Update(OperationAction.Fail) with { Error = CallCancellation.Error(What) });
    }

    /// <summary>An attempt was under way when its process died: it is run again, unless that has happened too often.</summary>
    /// <returns>The operation's new state. It is durable before a body runs.</returns>
    protected Operation CountLoss(Operation stored, int limit) => Channel.Record(stored.Step!.LostAttempts < limit
        ? Update(OperationAction.Lose)
        : Update(OperationAction.Fail) with
        {
            Error = StepInterruptedException.Lost(Identity.Id, stored.Step.Attempt + 1, stored.Step.LostAttempts + 1).Error,
        });

    /// <summary>
    /// Runs user code on the step scheduler; whatever it throws is wrapped, so that it cannot be taken for an error of the engine.
    /// </summary>
    /// <exception cref="StepBodyException">It threw, or took too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside, which is no outcome.</exception>
    protected async Task<T> RunBodyAsync(
        int attempt, Func<StepContext, CancellationToken, Task<T>> body, CancellationToken callerToken, TimeSpan? timeout = null)
    {
        using var linked = Link(callerToken);
        var outside = linked?.Token ?? Channel.CancellationToken;
        using var deadline = timeout is { } limit ? new Deadline(limit, Channel.TimeProvider) : null;
        using var either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(outside, deadline.Token);
        var token = either?.Token ?? outside;
        var execution = Context.ExecutionContext;
        var services = execution.Services.BeginAttempt();
        var step = new StepContext(
            new StepLogger(Context.FunctionLogger, execution.DurableExecutionArn, Identity.Id, Identity.Name, attempt),
            execution.RunId,
            Identity.Id,
            attempt,
            services);
        try
        {
            var running = Task.Factory.StartNew(
                async () =>
                {
                    // Whoever waits for the body may have left it behind by the time it is done with its services.
                    await using (services)
                    {
                        // What has not begun when nobody needs it any more does not begin.
                        outside.ThrowIfCancellationRequested();
                        execution.StepBegins(step);
                        return await (body(step, token) ?? throw Bodies.ReturnedNull(What));
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                Channel.StepScheduler).Unwrap();

            // A body that does not heed its token is left behind.
            return await (deadline is null ? running : running.WaitAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (outside.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline is { Token.IsCancellationRequested: true })
        {
            throw new StepBodyException(StepTimedOutException.For(Identity.Id, attempt, timeout!.Value));
        }
        catch (Exception exception)
        {
            throw new StepBodyException(exception);
        }
    }

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
