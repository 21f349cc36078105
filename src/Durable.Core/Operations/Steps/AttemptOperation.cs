using Durable.Core.Contexts;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Logging;
using Durable.Model;

namespace Durable.Core.Operations.Steps;

/// <summary>What steps and conditions have in common: attempts, each of which runs user code, until one of them ends the operation.</summary>
/// <param name="context">The context of the call.</param>
/// <param name="identity">The operation.</param>
/// <param name="subType">Its sub-type.</param>
/// <param name="callerToken">The token that the call was given.</param>
internal abstract class AttemptOperation<T>(DurableContext context, OperationIdentity identity, string subType, CancellationToken callerToken)
    : LeafOperation<T>(context, identity, OperationType.Step, subType)
{
    /// <summary>Whether an attempt that was under way when its process died counts as failed.</summary>
    protected virtual bool IsAtMostOnce => false;

    /// <summary>Longest time of an attempt; null for no limit.</summary>
    protected virtual TimeSpan? AttemptTimeout => null;

    protected sealed override async ValueTask<T> RunAsync(Operation? stored, HandOver call)
    {
        // One found STARTED was under way when an earlier activation ended.
        if (stored is { Status: OperationStatus.Started })
        {
            stored = AfterLoss(stored);
        }

        while (true)
        {
            switch (stored?.Status)
            {
                case OperationStatus.Succeeded:
                    return Read(stored);
                case OperationStatus.Failed:
                    throw CallCancellation.Is(stored.Error) ? GivenUp(callerToken) : Failure(stored);
                case OperationStatus.Pending:
                    stored = await WhenElapsedAsync(stored);
                    break;
                default:
                    stored = await RunAttemptAsync(stored);
                    await WhenBlamelessAsync(call);
                    break;
            }
        }
    }

    /// <summary>Records what becomes of an attempt that was lost with its process.</summary>
    /// <returns>The operation's new state.</returns>
    protected abstract Operation AfterLoss(Operation stored);

    /// <summary>The user code of an attempt.</summary>
    /// <param name="stored">The operation before it; null before the first attempt.</param>
    protected abstract Func<StepContext, CancellationToken, Task<T>> BodyOf(Operation? stored);

    /// <summary>Records what an attempt came to.</summary>
    /// <returns>The operation's new state.</returns>
    protected abstract Operation EndAttempt(T result, int attempt);

    /// <summary>Records that an attempt has failed.</summary>
    /// <returns>The operation's new state.</returns>
    protected abstract Operation EndFailedAttempt(Exception exception, int attempt);

    /// <summary>The result of one that has succeeded.</summary>
    protected abstract T Read(Operation stored);

    /// <summary>What the function sees of one that has failed.</summary>
    protected abstract DurableOperationException Failure(Operation stored);

    private async Task<Operation> RunAttemptAsync(Operation? stored)
    {
        var attempt = (stored?.Step!.Attempt ?? 0) + 1;
        var isEntered = false;
        AttemptTelemetry? told = null;
        if (IsGivenUp(callerToken))
        {
            return GiveUp(stored);
        }

        try
        {
            if (IsAtMostOnce)
            {
                // Before its START is recorded: a host that drains lets no body begin, and a recorded START would then count as interrupted.
                isEntered = await Channel.EnterStepAsync();
            }

            if (stored is null or { Status: OperationStatus.Ready })
            {
                Start();
            }

            await Channel.WhenCommittedAsync();
            isEntered = isEntered || await Channel.EnterStepAsync();
            told = BeginTelemetry(attempt);
            var result = await RunBodyAsync(attempt, BodyOf(stored), told);
            var ended = EndAttempt(result, attempt);
            return told?.End(ended, error: null) ?? ended;
        }
        catch (StepBodyException exception)
        {
            var ended = EndFailedAttempt(exception.InnerException!, attempt);
            return told?.End(ended, exception.InnerException) ?? ended;
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            return GiveUp(Channel.Find(Identity.Id));
        }
        finally
        {
            told?.EndUndecided();
            if (isEntered)
            {
                Channel.ExitStep();
            }
        }
    }

    private AttemptTelemetry? BeginTelemetry(int attempt)
    {
        var telemetry = Context.ExecutionContext.Telemetry;
        return telemetry.WantsAttempts ? telemetry.BeginAttempt(Identity, SubType, SpanKind(), attempt) : null;
    }

    private SpanDefinition SpanKind() => SubType == OperationSubTypes.WaitForCondition ? SpanCatalogue.Poll
        : Identity.ParentId is { } parentId && Channel.Find(parentId) is { SubType: OperationSubTypes.WaitForCallback } ? SpanCatalogue.Submit
        : SpanCatalogue.Step;

    /// <summary>Records the START of an attempt.</summary>
    private void Start()
    {
        var start = Update(OperationAction.Start);
        if (IsAtMostOnce || Channel.IsAfterLoss)
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
    private async ValueTask WhenBlamelessAsync(HandOver call)
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
    private async Task<Operation> WhenElapsedAsync(Operation stored)
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
    private Operation GiveUp(Operation? stored)
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
    private async Task<T> RunBodyAsync(
        int attempt, Func<StepContext, CancellationToken, Task<T>> body, AttemptTelemetry? told)
    {
        using var linked = Link(callerToken);
        var outside = linked?.Token ?? Channel.CancellationToken;
        using var deadline = AttemptTimeout is { } limit ? new Deadline(limit, Channel.TimeProvider) : null;
        using var either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(outside, deadline.Token);
        var token = either?.Token ?? outside;
        var execution = Context.ExecutionContext;
        var services = execution.Services.BeginAttempt();
        var step = new StepContext(
            new StepLogger(Context.FunctionLogger, execution, Identity, attempt),
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

                        // The time is the body's: none of it is spent by waiting for a thread.
                        deadline?.Begin();
                        told?.Enter();
                        execution.Telemetry.Function.StepBegun();
                        try
                        {
                            execution.StepBegins(step);
                            return await (body(step, token) ?? throw Bodies.ReturnedNull(What));
                        }
                        finally
                        {
                            told?.Leave();
                            execution.Telemetry.Function.StepOver();
                        }
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
            throw new StepBodyException(StepTimedOutException.For(Identity.Id, attempt, AttemptTimeout!.Value));
        }
        catch (Exception exception)
        {
            throw new StepBodyException(exception);
        }
    }
}
