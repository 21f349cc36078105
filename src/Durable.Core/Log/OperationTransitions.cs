using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The state machine of one operation: current state and update in, next state out (durable-model 1.5).</summary>
internal static class OperationTransitions
{
    /// <summary>The state after <paramref name="update"/>.</summary>
    /// <exception cref="InvalidUpdateException">The update is not allowed in the current state.</exception>
    public static Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (current is not null)
        {
            RequireSameIdentity(current, update);
        }

        if (update.Action == OperationAction.GiveUp)
        {
            Require(current is not null, "Cannot give up a call for an operation that does not exist.", update);
            return current! with { GivenUp = new GivenUpCall(update.GiveUp!.Call, now, current.GivenUp) };
        }

        return update.Type switch
        {
            OperationType.Step => ApplyStep(current, update, now),
            OperationType.Wait => ApplyWait(current, update, now),
            OperationType.Context => ApplyContext(current, update, now),
            OperationType.Callback => ApplyCallback(current, update, now),
            OperationType.ChainedInvoke => ApplyInvoke(current, update, now),
            _ => throw new InvalidUpdateException("Unknown operation type.", update.Id),
        };
    }

    /// <summary>The state after the durable clock has passed <see cref="Operation.DueAt"/>.</summary>
    public static Operation Elapse(Operation operation, DateTimeOffset now) => operation.Type == OperationType.Wait
        ? operation with { Status = OperationStatus.Succeeded, EndTimestamp = now }
        : operation with { Status = OperationStatus.Ready, Step = operation.Step! with { NextAttemptTimestamp = null } };

    /// <summary>The state of a step after the START of an attempt.</summary>
    /// <exception cref="InvalidUpdateException">The step does not stand before an attempt.</exception>
    public static Operation Start(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null or { Status: OperationStatus.Ready }, "Invalid current STEP state to start.", update);
        return current is null
            ? CreateStep(update, now)
            : current with { Status = OperationStatus.Started, Step = current.Step! with { LostAttempts = 0 } };
    }

    /// <summary>The state of a callback after somebody outside did something to it.</summary>
    /// <exception cref="InvalidUpdateException">It is no open callback.</exception>
    public static Operation Apply(Operation? current, CallbackRecord record)
    {
        if (current is not { Callback: { } callback, Status: OperationStatus.Started })
        {
            throw new InvalidUpdateException("The callback is either timed out or already completed.", record.OperationId);
        }

        return record.Action switch
        {
            CallbackAction.Heartbeat => current with
            {
                Callback = callback with { HeartbeatTimestamp = After(callback.HeartbeatSeconds, record.Timestamp) },
            },
            CallbackAction.Succeed => current with
            {
                Status = OperationStatus.Succeeded,
                Result = record.Payload,
                EndTimestamp = record.Timestamp,
                Callback = callback with { RequestId = record.RequestId },
            },
            _ => current with
            {
                Status = OperationStatus.Failed,
                Error = record.Error ?? new ErrorObject(),
                EndTimestamp = record.Timestamp,
                Callback = callback with { RequestId = record.RequestId },
            },
        };
    }

    /// <summary>The state of a callback whose deadline has passed. The earlier of both deadlines names the cause.</summary>
    public static Operation TimeOut(Operation callback, DateTimeOffset now)
    {
        var isHeartbeat = callback.CallbackDeadline != callback.Callback!.TimeoutTimestamp;
        return callback with
        {
            Status = OperationStatus.TimedOut,
            EndTimestamp = now,
            Error = new ErrorObject
            {
                ErrorType = isHeartbeat ? CallbackTimeoutException.HeartbeatErrorType : CallbackTimeoutException.TimeoutErrorType,
                ErrorMessage = isHeartbeat ? "Callback timed out on heartbeat" : "Callback timed out",
            },
        };
    }

    /// <summary>The state of an invoke whose execution is known to exist.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke.</exception>
    public static Operation Apply(Operation? current, InvokeDeliveredRecord record)
    {
        var (operation, invoke) = RequireOpenInvoke(current, record.OperationId);
        return operation with { ChainedInvoke = invoke with { IsDelivered = true, Payload = null } };
    }

    /// <summary>The state of an invoke whose execution has ended.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke.</exception>
    public static Operation Apply(Operation? current, InvokeEndedRecord record)
    {
        var (operation, invoke) = RequireOpenInvoke(current, record.OperationId);
        return operation with
        {
            Status = record.Status,
            Result = record.Payload,
            Error = record.Status == OperationStatus.Succeeded ? null : record.Error ?? new ErrorObject(),
            EndTimestamp = record.Timestamp,
            ChainedInvoke = invoke with { Payload = null },
        };
    }

    private static (Operation Operation, ChainedInvokeDetails Invoke) RequireOpenInvoke(Operation? current, string operationId) =>
        current is { ChainedInvoke: { } invoke, Status: OperationStatus.Started }
            ? (current, invoke)
            : throw new InvalidUpdateException("Invalid current CHAINED_INVOKE state to close.", operationId);

    private static Operation ApplyInvoke(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null, "Cannot start a CHAINED_INVOKE that already exist.", update);
        return Create(update, now) with { ChainedInvoke = new ChainedInvokeDetails(update.ChainedInvoke!, update.Payload) };
    }

    private static Operation ApplyCallback(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null, "Cannot start a CALLBACK that already exist.", update);
        var options = update.Callback!;
        return Create(update, now) with
        {
            Callback = new CallbackDetails(options.Key)
            {
                TimeoutTimestamp = After(options.TimeoutSeconds, now),
                HeartbeatSeconds = options.HeartbeatSeconds,
                HeartbeatTimestamp = After(options.HeartbeatSeconds, now),
            },
        };
    }

    private static DateTimeOffset? After(int? seconds, DateTimeOffset now) => seconds is { } value ? now.AddSeconds(value) : null;

    private static Operation ApplyStep(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (update.Action == OperationAction.Start)
        {
            return Start(current, update, now);
        }

        // A call that its caller cancels ends between two attempts, too.
        var isOpen = current is null or { Status: OperationStatus.Started or OperationStatus.Ready }
            || (current.Status == OperationStatus.Pending && CallCancellation.Is(update.Error));
        var step = current ?? CreateStep(update, now);
        var details = step.Step!;
        switch (update.Action)
        {
            case OperationAction.Succeed:
                Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Step = details.AfterAttempt(),
                    Status = OperationStatus.Succeeded,
                    Result = update.Payload,
                    Error = null,
                    EndTimestamp = now,
                };

            case OperationAction.Fail:
                Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Step = details.AfterAttempt(),
                    Status = OperationStatus.Failed,
                    Result = null,
                    Error = update.Error ?? new ErrorObject(),
                    EndTimestamp = now,
                };

            case OperationAction.Lose:
                Require(current is { Status: OperationStatus.Started }, "Invalid current STEP state to lose an attempt.", update);
                return step with { Step = details with { LostAttempts = details.LostAttempts + 1 } };

            default:
                Require(current is { Status: OperationStatus.Started or OperationStatus.Ready }, "Invalid current STEP state to re-attempt.", update);
                return step with
                {
                    Step = details.AfterAttempt() with { NextAttemptTimestamp = now.AddSeconds(update.Step!.NextAttemptDelaySeconds) },
                    Status = OperationStatus.Pending,
                    Result = update.Payload,
                    Error = update.Error,
                };
        }
    }

    private static Operation ApplyWait(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (update.Action == OperationAction.Start)
        {
            Require(current is null, "Cannot start a WAIT that already exist.", update);
            return Create(update, now) with { Wait = new WaitDetails(now.AddSeconds(update.Wait!.WaitSeconds)) };
        }

        Require(
            current is { Status: OperationStatus.Started },
            "Cannot cancel a WAIT that does not exist or has already completed.",
            update);
        return current! with { Status = OperationStatus.Cancelled, EndTimestamp = now };
    }

    private static Operation ApplyContext(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        switch (update.Action)
        {
            case OperationAction.Start:
                Require(current is null, "Cannot start a CONTEXT that already exist.", update);
                return Create(update, now);

            case OperationAction.Succeed:
                Require(current is { Status: OperationStatus.Started }, "Invalid current CONTEXT state to close.", update);
                return current! with
                {
                    Status = OperationStatus.Succeeded,
                    Result = update.Payload,
                    Context = update.Context is { ReplayChildren: true } ? ContextDetails.Replayed : ContextDetails.Recorded,
                    EndTimestamp = now,
                };

            default:
                Require(current is { Status: OperationStatus.Started }, "Invalid current CONTEXT state to close.", update);
                return current! with { Status = OperationStatus.Failed, Error = update.Error ?? new ErrorObject(), EndTimestamp = now };
        }
    }

    private static Operation CreateStep(OperationUpdate update, DateTimeOffset now) => Create(update, now, StepDetails.None);

    private static Operation Create(OperationUpdate update, DateTimeOffset now, StepDetails? step = null) => new()
    {
        Id = update.Id,
        Type = update.Type,
        Status = OperationStatus.Started,
        SubType = update.SubType,
        Name = update.Name,
        ParentId = update.ParentId,
        StartTimestamp = now,
        Step = step,
    };

    private static void RequireSameIdentity(Operation current, OperationUpdate update)
    {
        Require(current.Type == update.Type, "Inconsistent operation type.", update);
        Require(update.SubType is null || current.SubType == update.SubType, "Inconsistent operation subtype.", update);
        Require(update.Name is null || current.Name == update.Name, "Inconsistent operation name.", update);
        Require(update.ParentId is null || current.ParentId == update.ParentId, "Inconsistent parent operation id.", update);
    }

    private static void Require(bool condition, string rule, OperationUpdate update)
    {
        if (!condition)
        {
            throw new InvalidUpdateException(rule, update.Id);
        }
    }
}
