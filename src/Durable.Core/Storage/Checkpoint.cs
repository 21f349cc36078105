namespace Durable.Storage;

/// <summary>One commit.</summary>
/// <param name="Head">The head after the commit; its version is one more than the version it replaces.</param>
/// <param name="Records">Encoded log records. May be empty. The memory is not changed afterwards.</param>
public readonly record struct Checkpoint(ExecutionHead Head, ReadOnlyMemory<byte> Records)
{
    /// <summary>
    /// Id of the run that this commit ends, when it begins the next run of the same execution; null in all other commits. Log and input of
    /// that run are gone with the commit: the head's input and <see cref="Records"/> are all there is of the new run.
    /// </summary>
    public string? EndedRunId { get; init; }

    /// <summary>Run id that the head must have for the commit to be made.</summary>
    public string ExpectedRunId => EndedRunId ?? Head.RunId;
}
