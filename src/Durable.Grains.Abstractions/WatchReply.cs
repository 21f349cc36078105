namespace Durable.Grains;

/// <summary>Answer to somebody who watches an execution.</summary>
/// <param name="Description">Its newest committed state, without data; null where its silo knows none that is newer than what was seen.</param>
/// <param name="HasMoved">Whether it has changed in a way that only the store can tell: describe it.</param>
[GenerateSerializer, Immutable, Alias("durable.watch-reply")]
public sealed record WatchReply([property: Id(0)] ExecutionDescription? Description = null, [property: Id(1)] bool HasMoved = false);
