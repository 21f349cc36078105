namespace Durable.Storage;

/// <summary>One commit.</summary>
/// <param name="Head">The head after the commit; its version is one more than the version it replaces.</param>
/// <param name="Records">Encoded log records. May be empty. The memory is not changed afterwards.</param>
public readonly record struct Checkpoint(ExecutionHead Head, ReadOnlyMemory<byte> Records);
