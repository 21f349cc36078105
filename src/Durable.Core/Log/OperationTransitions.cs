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
            return current! with { GivenUp = new GivenUpCall(update.GivenUpCall, now, current.GivenUp) };
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
        : operation with { Status = OperationStatus.Ready, NextAttemptTimestamp = null };

    /// <summary>The state of a step after the START of an attempt.</summary>
    /// <exception cref="InvalidUpdateException">The step does not stand before an attempt.</exception>
    public static Operation Start(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null or { Status: OperationStatus.Ready }, "Invalid current STEP state to start.", update);
        return current is null ? Create(update, now) : current with { Status = OperationStatus.Started, LostAttempts = 0 };
    }

    /// <summary>The state of a callback after somebody outside did something to it.</summary>
    /// <exception cref="InvalidUpdateException">It is no open callback.</exception>
    public static Operation Apply(Operation? current, CallbackRecord record)
    {
        if (current is not { Type: OperationType.Callback, Status: OperationStatus.Started })
        {
            throw new InvalidUpdateException("The callback is either timed out or already completed.", record.OperationId);
        }

        return record.Action switch
        {
            CallbackAction.Heartbeat => current with { CallbackHeartbeatTimestamp = After(current.CallbackHeartbeatSeconds, record.Timestamp) },
            CallbackAction.Succeed => current with
            {
                Status = OperationStatus.Succeeded,
                Result = record.Payload,
                EndTimestamp = record.Timestamp,
                CallbackRequestId = record.RequestId,
            },
            _ => current with
            {
                Status = OperationStatus.Failed,
                Error = record.Error ?? new ErrorObject(),
                EndTimestamp = record.Timestamp,
                CallbackRequestId = record.RequestId,
            },
        };
    }

    /// <summary>The state of a callback whose deadline has passed. The earlier of both deadlines names the cause.</summary>
    public static Operation TimeOut(Operation callback, DateTimeOffset now)
    {
        var isHeartbeat = callback.CallbackDeadline != callback.CallbackTimeoutTimestamp;
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
    public static Operation Apply(Operation? current, InvokeDeliveredRecord record) =>
        RequireOpenInvoke(current, record.OperationId) with { IsInvokeDelivered = true, InvokePayload = null };

    /// <summary>The state of an invoke whose execution has ended.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke.</exception>
    public static Operation Apply(Operation? current, InvokeEndedRecord record) => RequireOpenInvoke(current, record.OperationId) with
    {
        Status = record.Status,
        Result = record.Payload,
        Error = record.Status == OperationStatus.Succeeded ? null : record.Error ?? new ErrorObject(),
        EndTimestamp = record.Timestamp,
        InvokePayload = null,
    };

    private static Operation RequireOpenInvoke(Operation? current, string operationId) =>
        current is { Type: OperationType.ChainedInvoke, Status: OperationStatus.Started }
            ? current
            : throw new InvalidUpdateException("Invalid current CHAINED_INVOKE state to close.", operationId);

    private static Operation ApplyInvoke(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null, "Cannot start a CHAINED_INVOKE that already exist.", update);
        return Create(update, now) with { ChainedInvoke = update.ChainedInvoke, InvokePayload = update.Payload };
    }

    private static Operation ApplyCallback(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        Require(current is null, "Cannot start a CALLBACK that already exist.", update);
        return Create(update, now) with
        {
            CallbackKey = update.CallbackKey,
            CallbackTimeoutTimestamp = After(update.CallbackTimeoutSeconds, now),
            CallbackHeartbeatSeconds = update.CallbackHeartbeatSeconds,
            CallbackHeartbeatTimestamp = After(update.CallbackHeartbeatSeconds, now),
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
        var step = current ?? Create(update, now);
        var attempt = step.Attempt + 1;
        switch (update.Action)
        {
            case OperationAction.Succeed:
                Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Attempt = attempt,
                    NextAttemptTimestamp = null,
                    Status = OperationStatus.Succeeded,
                    Result = update.Payload,
                    Error = null,
                    EndTimestamp = now,
                };

            case OperationAction.Fail:
                Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Attempt = attempt,
                    NextAttemptTimestamp = null,
                    Status = OperationStatus.Failed,
                    Result = null,
                    Error = update.Error ?? new ErrorObject(),
                    EndTimestamp = now,
                };

            case OperationAction.Lose:
                Require(current is { Status: OperationStatus.Started }, "Invalid current STEP state to lose an attempt.", update);
                return step with { LostAttempts = step.LostAttempts + 1 };

            default:
                Require(current is { Status: OperationStatus.Started or OperationStatus.Ready }, "Invalid current STEP state to re-attempt.", update);
                return step with
                {
                    Attempt = attempt,
                    Status = OperationStatus.Pending,
                    NextAttemptTimestamp = now.AddSeconds(update.NextAttemptDelaySeconds!.Value),
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
            return Create(update, now, scheduledEnd: now.AddSeconds(update.WaitSeconds!.Value));
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
                    ReplayChildren = update.ReplayChildren,
                    EndTimestamp = now,
                };

            default:
                Require(current is { Status: OperationStatus.Started }, "Invalid current CONTEXT state to close.", update);
                return current! with { Status = OperationStatus.Failed, Error = update.Error ?? new ErrorObject(), EndTimestamp = now };
        }
    }

    private static Operation Create(OperationUpdate update, DateTimeOffset now, DateTimeOffset? scheduledEnd = null) => new()
    {
        Id = update.Id,
        Type = update.Type,
        Status = OperationStatus.Started,
        SubType = update.SubType,
        Name = update.Name,
        ParentId = update.ParentId,
        StartTimestamp = now,
        ScheduledEndTimestamp = scheduledEnd,
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
