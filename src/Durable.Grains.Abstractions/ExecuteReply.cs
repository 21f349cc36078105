namespace Durable.Grains;

/// <summary>What became of a start, and of what it started.</summary>
/// <param name="Start">What became of the start.</param>
/// <param name="Ended">The execution with its data, if it was started or existed, and has ended.</param>
[GenerateSerializer, Immutable, Alias("durable.execute-reply")]
public sealed record ExecuteReply([property: Id(0)] StartReply Start, [property: Id(1)] ExecutionDescription? Ended = null);
