using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>A wait for a condition (durable-model 4.5): a step whose attempts are polls, each of which hands its state on to the next.</summary>
internal sealed class WaitForConditionOperation<TState>(
    DurableContext context,
    OperationIdentity identity,
    Func<TState, IConditionCheckContext, CancellationToken, Task<TState>> check,
    WaitForConditionConfig<TState> config,
    CancellationToken callerToken)
    : LeafOperation<TState>(context, identity, OperationType.Step, OperationSubTypes.WaitForCondition)
{
    private PayloadSubject State => new("the state of condition", Identity.Name ?? Identity.Id);

    private IPayloadSerializer Serializer => config.Serializer ?? Context.Serializer;

    protected override async ValueTask<TState> RunAsync(Operation? stored, HandOver call)
    {
        if (stored is { Status: OperationStatus.Started })
        {
            stored = CountLoss(stored, StepConfig.DefaultMaxLostAttempts);
        }

        while (true)
        {
            switch (stored?.Status)
            {
                case OperationStatus.Succeeded:
                    return Read(stored.Result!);
                case OperationStatus.Failed:
                    throw CallCancellation.Is(stored.Error) ? GivenUp(callerToken) : Failure(stored);
                case OperationStatus.Pending:
                    stored = await WhenElapsedAsync(stored, callerToken);
                    break;
                default:
                    stored = await PollAsync(stored);
                    await WhenBlamelessAsync(call);
                    break;
            }
        }
    }

    private async Task<Operation> PollAsync(Operation? stored)
    {
        var attempt = (stored?.Step!.Attempt ?? 0) + 1;
        var isEntered = false;
        if (IsGivenUp(callerToken))
        {
            return GiveUp(stored);
        }

        try
        {
            if (stored is null or { Status: OperationStatus.Ready })
            {
                Start();
            }

            await Channel.WhenCommittedAsync();
            isEntered = await Channel.EnterStepAsync();
            var state = stored?.Result is { } payload ? Read(payload) : config.InitialState;
            return EndPoll(
                await RunBodyAsync(attempt, (step, token) => check(state, new ConditionCheckContext(step), token), callerToken),
                attempt);
        }
        catch (StepBodyException exception)
        {
            return Channel.Record(Update(OperationAction.Fail) with { Error = ErrorObjects.From(exception.InnerException!) });
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            return GiveUp(Channel.Find(Identity.Id));
        }
        finally
        {
            if (isEntered)
            {
                Channel.ExitStep();
            }
        }
    }

    private Operation EndPoll(TState state, int attempt)
    {
        var payload = Payloads.WriteForSameType(Serializer, state, SerializationContext, DurableLimits.MaxOperationPayloadBytes, State);
        WaitDecision decision;
        try
        {
            // Decided on what the next poll would get.
            decision = config.WaitStrategy.Decide(Read(payload), attempt);
        }
        catch (Exception exception) when (exception is not PayloadSerializationException)
        {
            return Channel.Record(Update(OperationAction.Fail) with { Error = ErrorObjects.From(exception) });
        }

        return Channel.Record(
            decision.IsExhausted ? Update(OperationAction.Fail) with { Error = Exhausted(payload, attempt) }
            : decision.ShouldContinue
                ? Update(OperationAction.Retry) with { Payload = payload, Step = new StepOptions(Durations.ToWholeSeconds(decision.Delay)) }
                : Update(OperationAction.Succeed) with { Payload = payload });
    }

    // A state that is too large for an error is left out rather than cut: half a payload cannot be read.
    private static ErrorObject Exhausted(string payload, int attempts)
    {
        var error = new ErrorObject
        {
            ErrorType = WaitForConditionException.WireErrorType,
            ErrorMessage = Invariant($"The condition was not met after {attempts} {(attempts == 1 ? "poll" : "polls")}."),
            ErrorData = payload,
        };
        return ErrorObjects.Fits(error) ? error : error with { ErrorData = null };
    }

    // A check can throw the error of another condition, and its state is not ours; but that has a trace.
    private DurableOperationException Failure(Operation stored) => stored.Error! is { ErrorType: WaitForConditionException.WireErrorType, StackTrace: null } exhausted
        ? new WaitForConditionException(exhausted, stored.Step!.Attempt, exhausted.ErrorData is { } payload ? Read(payload) : null)
        {
            OperationId = stored.Id,
            OperationName = stored.Name,
        }
        : new StepException(stored.Error!) { OperationId = stored.Id, OperationName = stored.Name };

    private TState Read(string payload) => Payloads.Read<TState>(Serializer, payload, SerializationContext, State);
}
