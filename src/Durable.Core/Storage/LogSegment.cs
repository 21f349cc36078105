namespace Durable.Storage;

/// <summary>The encoded records of one commit.</summary>
/// <param name="Place">Where it stands in the log: more than the place of every segment before it, and the same for as long as the run is stored. At least 1.</param>
/// <param name="Records">The records.</param>
public readonly record struct LogSegment(long Place, ReadOnlyMemory<byte> Records);
