namespace Durable;

/// <summary>What an execution has cost so far.</summary>
public sealed record ExecutionUsage
{
    /// <summary>Operations in the log.</summary>
    public long Operations { get; init; }

    /// <summary>Commits, the start included; each is one storage request when it fits the store's tail.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Bytes of log written.</summary>
    public long LogBytes { get; init; }
}
