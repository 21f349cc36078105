using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>A step (durable-model 4.1).</summary>
internal sealed class StepOperation<T>(
    DurableContext context,
    OperationIdentity identity,
    Func<IStepContext, CancellationToken, Task<T>> body,
    StepConfig config,
    CancellationToken callerToken)
    : LeafOperation<T>(context, identity, OperationType.Step, OperationSubTypes.Step)
{
    private IPayloadSerializer Serializer => config.Serializer ?? Context.Serializer;

    protected override async ValueTask<T> RunAsync(Operation? stored, HandOver call)
    {
        // A step found STARTED was under way when an earlier activation ended.
        if (stored is { Status: OperationStatus.Started })
        {
            stored = config.Semantics == StepSemantics.AtMostOncePerRetry
                ? EndFailedAttempt(StepInterruptedException.For(Identity.Id, stored.Step!.Attempt + 1), stored.Step!.Attempt + 1)
                : CountLoss(stored, config.MaxLostAttempts);
        }

        while (true)
        {
            switch (stored?.Status)
            {
                case OperationStatus.Succeeded:
                    return ReadResult(stored.Result);
                case OperationStatus.Failed:
                    throw CallCancellation.Is(stored.Error) ? GivenUp(callerToken) : Failure(stored);
                case OperationStatus.Pending:
                    stored = await WhenElapsedAsync(stored, callerToken);
                    break;
                default:
                    stored = await RunAttemptAsync(stored);
                    await WhenBlamelessAsync(call);
                    break;
            }
        }
    }

    private async Task<Operation> RunAttemptAsync(Operation? stored)
    {
        var attempt = (stored?.Step!.Attempt ?? 0) + 1;
        var isEntered = false;
        if (IsGivenUp(callerToken))
        {
            return GiveUp(stored);
        }

        try
        {
            if (config.Semantics == StepSemantics.AtMostOncePerRetry)
            {
                // Before its START is recorded: a host that drains lets no body begin, and a recorded START would then count as interrupted.
                isEntered = await Channel.EnterStepAsync();
            }

            if (stored is null or { Status: OperationStatus.Ready })
            {
                Start(mustBeDurable: config.Semantics == StepSemantics.AtMostOncePerRetry);
            }

            await Channel.WhenCommittedAsync();
            isEntered = isEntered || await Channel.EnterStepAsync();
            return Channel.Record(Update(OperationAction.Succeed) with { Payload = WriteResult(await RunBodyAsync(attempt, body, callerToken, config.Timeout)) });
        }
        catch (StepBodyException exception)
        {
            return EndFailedAttempt(exception.InnerException!, attempt);
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

    private Operation EndFailedAttempt(Exception exception, int attempt)
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
        : Payloads.WriteForSameType(Serializer, result, SerializationContext, DurableLimits.MaxOperationPayloadBytes, new PayloadSubject("the result of step", Identity.Name ?? Identity.Id));

    private T ReadResult(string? payload) => typeof(T) == typeof(NoResult) || payload is null
        ? default!
        : Payloads.Read<T>(Serializer, payload, SerializationContext, new PayloadSubject("the result of step", Identity.Name ?? Identity.Id));

    private static StepException Failure(Operation stored) => stored.Error!.ErrorType switch
    {
        StepInterruptedException.WireErrorType => new StepInterruptedException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
        StepTimedOutException.WireErrorType => new StepTimedOutException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
        _ => new StepException(stored.Error) { OperationId = stored.Id, OperationName = stored.Name },
    };
}
