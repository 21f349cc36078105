using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Details of a history event. Which members are set depends on the event type.</summary>
public sealed record HistoryEventDetails
{
    /// <summary>Input of the execution, or of the one that is invoked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventPayload? Input { get; init; }

    /// <summary>Result of a context, step, callback, invoke or execution.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventPayload? Result { get; init; }

    /// <summary>Error of a context, step, callback, invoke, invocation or execution.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventError? Error { get; init; }

    /// <summary>Which attempt ended, and when the next follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryDetails? RetryDetails { get; init; }

    /// <summary>How long the execution may run, in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExecutionTimeout { get; init; }

    /// <summary>Which run of the execution this is, from 2; absent in the first run. Not on the original wire.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RunNumber { get; init; }

    /// <summary>When the execution's first run was started; absent in the first run. Not on the original wire.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FirstStartTimestamp { get; init; }

    /// <summary>Length of a wait, in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Duration { get; init; }

    /// <summary>When a wait ends.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ScheduledEndTimestamp { get; init; }

    /// <summary>Id under which a callback can be completed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CallbackId { get; init; }

    /// <summary>How long a callback may stay open, in seconds; absent when there is no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Timeout { get; init; }

    /// <summary>How long a callback may go without a heartbeat, in seconds; absent when there is no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? HeartbeatTimeout { get; init; }

    /// <summary>The function that was invoked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FunctionName { get; init; }

    /// <summary>Tenant it was invoked for; absent if none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TenantId { get; init; }

    /// <summary>
    /// The invoked execution. Its version stands there as <c>$LATEST</c> until it is known which one it took; both lead there.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DurableExecutionArn { get; init; }

    /// <summary>The version that the invoked execution was started on; absent until that is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExecutedVersion { get; init; }

    /// <summary>When the invocation began.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartTimestamp { get; init; }

    /// <summary>When the invocation ended.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>Identifies the invocation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }
}

/// <summary>A payload in an event.</summary>
/// <param name="Payload">The text; absent when there is none or data was not asked for.</param>
/// <param name="Truncated">Whether the payload was left out.</param>
public sealed record EventPayload(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Payload, bool Truncated);

/// <summary>An error in an event.</summary>
/// <param name="Payload">The error; absent when data was not asked for.</param>
/// <param name="Truncated">Whether the error was left out.</param>
public sealed record EventError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorObject? Payload, bool Truncated);

/// <summary>Which attempt ended, and when the next follows.</summary>
/// <param name="CurrentAttempt">The attempt that ended, from 1.</param>
/// <param name="NextAttemptDelaySeconds">Seconds until the next one; absent on the last.</param>
public sealed record RetryDetails(
    int CurrentAttempt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? NextAttemptDelaySeconds);
