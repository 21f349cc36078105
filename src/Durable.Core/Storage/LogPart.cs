namespace Durable.Storage;

/// <summary>A part of a log.</summary>
/// <param name="Head">The head at the moment when the part was read.</param>
/// <param name="Segments">The segments, in order of commit.</param>
/// <param name="HasMore">Whether there are more of those that were asked for.</param>
public sealed record LogPart(ExecutionHead Head, IReadOnlyList<LogSegment> Segments, bool HasMore);
