namespace Durable.Grains;

/// <summary>How an execution is started.</summary>
/// <param name="Input">The serialized input; null for none.</param>
/// <param name="BusinessKey"><see cref="StartOptions.BusinessKey"/>.</param>
/// <param name="Tags"><see cref="StartOptions.Tags"/>; null for none.</param>
/// <param name="IsNew">Whether the execution cannot exist yet: its name was made for this start, which has not been sent before.</param>
/// <param name="Trace">The trace context of the caller: <c>traceparent</c>, and after a space <c>tracestate</c>; null where there is none.</param>
[GenerateSerializer, Immutable, Alias("durable.start-request")]
public sealed record StartRequest(
    [property: Id(0)] string? Input,
    [property: Id(1)] string? BusinessKey = null,
    [property: Id(2)] IReadOnlyDictionary<string, string>? Tags = null,
    [property: Id(3)] bool IsNew = false,
    [property: Id(4)] string? Trace = null);
