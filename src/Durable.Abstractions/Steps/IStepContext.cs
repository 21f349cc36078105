using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>What a step body works with.</summary>
public interface IStepContext
{
    /// <summary>A logger that always logs: the body runs only when it is really executed.</summary>
    ILogger Logger { get; }

    /// <summary>Number of the running attempt, from 1.</summary>
    int AttemptNumber { get; }

    /// <summary>Id of the operation, unique in the execution and stable over replays and attempts.</summary>
    string OperationId { get; }

    /// <summary>
    /// Names what the step does to the outside: unique among all executions there ever were, the same whenever and wherever the body runs
    /// again, in every attempt. The idempotency key for an effect that must happen once. At most 100 characters of ASCII.
    /// </summary>
    string EffectId { get; }

    /// <summary>
    /// <see cref="EffectId"/> with the number of the attempt: the same when an attempt that a crash interrupted runs again, another for
    /// each retry. For effects that a retry is meant to repeat.
    /// </summary>
    string AttemptId { get; }

    /// <summary>
    /// Services in a scope of this attempt alone: what is scoped, such as a database context, is shared with no other step, and is disposed when the
    /// body has left, also when it was left behind by a timeout or a stop. Made when first used.
    /// </summary>
    IServiceProvider Services { get; }
}
