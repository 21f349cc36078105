using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>One thing that an execution waits for. Not on the original wire.</summary>
internal sealed record WaitAnswer
{
    /// <summary>STEP, RETRY, TIMER, CONDITION, CALLBACK, INVOKE, HOST or RESUME.</summary>
    public required string Kind { get; init; }

    public string? OperationId { get; init; }

    public string? Name { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public required DateTimeOffset SinceTimestamp { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? UntilTimestamp { get; init; }

    public int? Attempt { get; init; }

    public int? Failures { get; init; }

    public ErrorObject? LastError { get; init; }

    /// <summary>The invoked execution, <c>function/name</c>.</summary>
    public string? Execution { get; init; }

    public static WaitAnswer Of(WaitingFor wait) => new()
    {
        Kind = WireNames.Of(wait.Kind),
        OperationId = wait.OperationId,
        Name = wait.Name,
        SinceTimestamp = wait.Since,
        UntilTimestamp = wait.Until,
        Attempt = wait.Attempt == 0 ? null : wait.Attempt,
        Failures = wait.Failures == 0 ? null : wait.Failures,
        LastError = wait.LastError,
        Execution = wait.Execution?.ToString(),
    };

    /// <summary>Reads the answer; null for a kind that a later release knows.</summary>
    public WaitingFor? ToWait() => !WireNames.TryParse<WaitKind>(Kind, out var kind) ? null : new WaitingFor
    {
        Kind = kind,
        OperationId = OperationId,
        Name = Name,
        Since = SinceTimestamp,
        Until = UntilTimestamp,
        Attempt = Attempt ?? 0,
        Failures = Failures ?? 0,
        LastError = LastError,
        Execution = ExecutionId.TryParse(Execution, out var id) ? id : null,
    };
}
