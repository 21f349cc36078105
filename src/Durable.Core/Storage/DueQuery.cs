namespace Durable.Storage;

/// <summary>Which wake-ups to read.</summary>
public sealed record DueQuery
{
    /// <summary>Only this shard, 0 to <see cref="WakeUpShards.Count"/> - 1; null for all.</summary>
    public int? Shard { get; init; }

    /// <summary>Only this kind; null for both.</summary>
    public WakeUpKind? Kind { get; init; }

    /// <summary>Only wake-ups at or before this time.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Most entries to return that are due.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>
    /// Whether the earliest wake-up after <see cref="Until"/> comes along, as the last entry, unless <see cref="Limit"/> cuts off what is due:
    /// one request tells what to wake and when to look again. Default: false.
    /// </summary>
    public bool AndNext { get; init; }
}

/// <summary>An execution whose wake-up is due.</summary>
/// <param name="Id">The execution.</param>
/// <param name="WakeUp">When and why.</param>
public readonly record struct DueExecution(ExecutionId Id, WakeUp WakeUp);
