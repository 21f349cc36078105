namespace Durable.Storage;

/// <summary>Which part of a log to read.</summary>
/// <param name="Id">The execution.</param>
public sealed record LogQuery(ExecutionId Id)
{
    /// <summary>Where a part ends unless asked otherwise: 4 MiB.</summary>
    public const long DefaultMaxBytes = 4 * 1024 * 1024;

    /// <summary>The place of the segment before the part; 0, the default, begins with the first.</summary>
    public long After { get; init; }

    /// <summary>The place of the last segment that is wanted. Default: all that there are.</summary>
    public long Through { get; init; } = long.MaxValue;

    /// <summary>The part ends with the segment that makes it as large as this, in bytes; at least one is read. Default: <see cref="DefaultMaxBytes"/>.</summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Whether the head is read with input, result and error.</summary>
    public bool IncludeData { get; init; }
}
