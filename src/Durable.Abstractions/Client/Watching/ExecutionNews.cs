namespace Durable;

/// <summary>What a host says to somebody who watches an execution.</summary>
/// <param name="Description">Its newest committed state; null where the host knows none that is newer than what was seen.</param>
/// <param name="HasMoved">Whether it has changed in a way that only the store can tell.</param>
internal readonly record struct ExecutionNews(ExecutionDescription? Description, bool HasMoved);
