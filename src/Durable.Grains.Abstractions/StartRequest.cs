namespace Durable.Grains;

/// <summary>How an execution is started.</summary>
/// <param name="Input">The serialized input; null for none.</param>
[GenerateSerializer, Immutable, Alias("durable.start-request")]
public sealed record StartRequest([property: Id(0)] string? Input);
