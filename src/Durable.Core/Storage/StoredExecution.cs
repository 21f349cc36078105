namespace Durable.Storage;

/// <summary>All that is committed of an execution.</summary>
/// <param name="Head">The head, with data.</param>
/// <param name="Segments">The encoded records of every commit that had any, in order of commit.</param>
public sealed record StoredExecution(ExecutionHead Head, IReadOnlyList<ReadOnlyMemory<byte>> Segments);
