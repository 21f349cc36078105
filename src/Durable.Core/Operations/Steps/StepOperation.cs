using Durable.Core.Contexts;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations.Steps;

/// <summary>A step (durable-model 4.1).</summary>
internal sealed class StepOperation<T>(
    DurableContext context,
    OperationIdentity identity,
    Func<IStepContext, CancellationToken, Task<T>> body,
    StepConfig config,
    CancellationToken callerToken)
    : AttemptOperation<T>(context, identity, OperationSubTypes.Step, callerToken)
{
    private IPayloadSerializer Serializer => config.Serializer ?? Context.Serializer;

    protected override bool IsAtMostOnce => config.Semantics == StepSemantics.AtMostOncePerRetry;

    protected override TimeSpan? AttemptTimeout => config.Timeout;

    protected override Operation AfterLoss(Operation stored) => IsAtMostOnce
        ? EndFailedAttempt(StepInterruptedException.For(Identity.Id, stored.Step!.Attempt + 1), stored.Step!.Attempt + 1)
        : CountLoss(stored, config.MaxLostAttempts);

    protected override Func<StepContext, CancellationToken, Task<T>> BodyOf(Operation? stored) => body;

    protected override Operation EndAttempt(T result, int attempt) => Channel.Record(Update(OperationAction.Succeed) with { Payload = WriteResult(result) });

    protected override Operation EndFailedAttempt(Exception exception, int attempt)
    {
        RetryDecision decision;
        try
        {
            decision = ProgrammingErrors.Is(exception)
                ? RetryDecision.DoNotRetry()
                : (config.RetryStrategy ?? RetryStrategy.Default).ShouldRetry(exception, attempt);
        }
        catch (Exception strategyError)
        {
            // A strategy that throws must not hide what the step threw, nor retry for ever.
            exception = new AggregateException("The retry strategy threw after the attempt had failed.", exception, strategyError);
            decision = RetryDecision.DoNotRetry();
        }

        var error = exception is StepInterruptedException or StepTimedOutException ? ((StepException)exception).Error : ErrorObjects.From(exception);
        return Channel.Record(decision.ShouldRetry
            ? Update(OperationAction.Retry) with { Error = error, Step = new StepOptions(Durations.ToWholeSeconds(decision.Delay)) }
            : Update(OperationAction.Fail) with { Error = error });
    }

    private string? WriteResult(T result) => typeof(T) == typeof(NoResult)
        ? null
        : Payloads.WriteForSameType(Serializer, result, SerializationContext, DurableLimits.MaxOperationPayloadBytes, new PayloadSubject("the result of step", Identity.Label));

    protected override T Read(Operation stored) => typeof(T) == typeof(NoResult) || stored.Result is not { } payload
        ? default!
        : Payloads.Read<T>(Serializer, payload, SerializationContext, new PayloadSubject("the result of step", Identity.Label));

    protected override DurableOperationException Failure(Operation stored) => stored.Error!.ErrorType switch
    {
        StepInterruptedException.WireErrorType => new StepInterruptedException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
        StepTimedOutException.WireErrorType => new StepTimedOutException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
        _ => new StepException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
    };
}
