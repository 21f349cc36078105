namespace Durable.Grains;

/// <summary>What became of a request to a callback.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Reason">Why the execution is parked, when it is.</param>
[GenerateSerializer, Immutable, Alias("durable.callback-reply")]
public sealed record CallbackReply([property: Id(0)] CallbackStatus Status, [property: Id(1)] string? Reason = null);
