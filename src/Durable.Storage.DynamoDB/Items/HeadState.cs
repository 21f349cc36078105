namespace Durable.Storage.Items;

/// <summary>All that the head item of an execution says.</summary>
internal sealed record HeadState
{
    /// <summary>The head without data.</summary>
    public required ExecutionHead Head { get; init; }

    public StoredPayload? Input { get; init; }

    public StoredPayload? Result { get; init; }

    public StoredPayload? Error { get; init; }

    /// <summary>The records of the newest commits, one element a commit.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Tail { get; init; } = [];

    /// <summary>The newest segment. Each names the one before.</summary>
    public string? LastSegment { get; init; }

    /// <summary>Runs of the execution that have ended for another to begin, and whose items may still be there.</summary>
    public IReadOnlyList<string> EndedRuns { get; init; } = [];

    /// <summary>What it has cost, this commit included as far as that is known beforehand.</summary>
    public StorageUsage Usage { get; init; }

    /// <summary>Size of the item that was written or read; 0 where there is none yet.</summary>
    public int ItemBytes { get; init; }

    /// <summary>Whether the execution consists of more items than its head.</summary>
    public bool HasOtherItems => RunHasOtherItems || EndedRuns.Count > 0;

    /// <summary>Whether its newest run does.</summary>
    public bool RunHasOtherItems => LastSegment is not null || Input is { IsExternal: true } || Result is { IsExternal: true } || Error is { IsExternal: true };

    public int TailBytes => Tail.Sum(static commit => commit.Length);
}
