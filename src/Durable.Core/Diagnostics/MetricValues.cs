using Durable.Storage;

namespace Durable.Core.Diagnostics;

/// <summary>The closed sets of values of the dimensions.</summary>
internal static class MetricValues
{
    public const string ByClient = "client";
    public const string ByInvoke = "invoke";

    public const string Running = "running";
    public const string Suspended = "suspended";

    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string TimedOut = "timed_out";
    public const string Stopped = "stopped";
    public const string Continued = "continued";
    public const string Drained = "drained";
    public const string Lost = "lost";
    public const string Retried = "retried";
    public const string Cancelled = "cancelled";

    public const string Committed = "committed";
    public const string Refused = "refused";
    public const string Unknown = "unknown";

    public const string Ended = "ended";
    public const string Hibernated = "hibernated";
    public const string Overtaken = "overtaken";
    public const string Faulted = "faulted";
    public const string Parked = "parked";
    public const string Abandoned = "abandoned";

    public const string Start = "start";
    public const string Timer = "timer";
    public const string Retry = "retry";
    public const string Callback = "callback";
    public const string Invoke = "invoke";
    public const string Recovery = "recovery";
    public const string Wake = "wake";
    public const string Request = "request";

    /// <summary>How an execution has ended.</summary>
    public static string Of(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => Succeeded,
        ExecutionStatus.TimedOut => TimedOut,
        ExecutionStatus.Stopped => Stopped,
        ExecutionStatus.Failed => Failed,
        _ => Running,
    };

    /// <summary>Why an execution is stuck.</summary>
    public static string Of(StuckReason reason) => reason switch
    {
        StuckReason.Parked => Parked,
        StuckReason.Overdue => "overdue",
        StuckReason.LongStep => "long_step",
        StuckReason.Failing => "failing",
        StuckReason.OpenCallback => "open_callback",
        _ => "unsettled",
    };

    /// <summary>Why an execution was parked.</summary>
    public static string ReasonToPark(Exception exception) => exception switch
    {
        FunctionNotFoundException => "function_missing",
        InvocationsLostException => "invocations_lost",
        CheckpointStoreException => "store",
        PayloadSerializationException => "payload",
        _ => "nondeterminism",
    };

    /// <summary>What a checkpoint came to that threw.</summary>
    public static string OutcomeOf(Exception exception) =>
        exception is CheckpointStoreException { Failure: StoreFailure.Fatal } ? Refused : Unknown;
}
