using Durable.Core.Contexts;
using Durable.Core.Operations.Steps;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations.Conditions;

/// <summary>A wait for a condition (durable-model 4.5): a step whose attempts are polls, each of which hands its state on to the next.</summary>
internal sealed class WaitForConditionOperation<TState>(
    DurableContext context,
    OperationIdentity identity,
    Func<TState, IConditionCheckContext, CancellationToken, Task<TState>> check,
    WaitForConditionConfig<TState> config,
    CancellationToken callerToken)
    : AttemptOperation<TState>(context, identity, OperationSubTypes.WaitForCondition, callerToken)
{
    private PayloadSubject State => new("the state of condition", Identity.Label);

    private IPayloadSerializer Serializer => config.Serializer ?? Context.Serializer;

    protected override Operation AfterLoss(Operation stored) => CountLoss(stored, StepConfig.DefaultMaxLostAttempts);

    protected override Func<StepContext, CancellationToken, Task<TState>> BodyOf(Operation? stored)
    {
        var state = stored?.Result is { } payload ? Read(payload) : config.InitialState;
        return (step, token) => check(state, new ConditionCheckContext(step), token);
    }

    protected override Operation EndFailedAttempt(Exception exception, int attempt) =>
        Channel.Record(Update(OperationAction.Fail) with { Error = ErrorObjects.From(exception) });

    protected override Operation EndAttempt(TState state, int attempt)
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
            return EndFailedAttempt(exception, attempt);
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
    protected override DurableOperationException Failure(Operation stored) => stored.Error! is { ErrorType: WaitForConditionException.WireErrorType, StackTrace: null } exhausted
        ? new WaitForConditionException(exhausted, stored.Step!.Attempt, exhausted.ErrorData is { } payload ? Read(payload) : null)
        {
            OperationId = stored.Id,
            OperationName = stored.Name,
        }
        : new StepException(stored.Error!) { OperationId = stored.Id, OperationName = stored.Name };

    protected override TState Read(Operation stored) => Read(stored.Result!);

    private TState Read(string payload) => Payloads.Read<TState>(Serializer, payload, SerializationContext, State);
}
