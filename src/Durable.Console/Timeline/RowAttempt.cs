namespace Durable.WebConsole.Timeline;

/// <summary>An attempt of a step.</summary>
/// <param name="Start">Milliseconds since the epoch.</param>
/// <param name="End">0 while it runs.</param>
/// <param name="HasFailed">Whether it ended with an error.</param>
internal record struct RowAttempt(long Start, long End, bool HasFailed);
