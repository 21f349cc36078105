namespace Durable.Grains;

/// <summary>How an execution ended, or that it has not.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Description">The execution with its data, when it has ended.</param>
[GenerateSerializer, Immutable, Alias("durable.end-reply")]
public sealed record EndReply([property: Id(0)] EndStatus Status, [property: Id(1)] ExecutionDescription? Description = null);
