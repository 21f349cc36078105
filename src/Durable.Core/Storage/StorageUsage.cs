namespace Durable.Storage;

/// <summary>What was asked of a store, in the units that its operator charges.</summary>
/// <param name="Requests">Requests, reads and writes.</param>
/// <param name="WriteUnits">Write units of the executions themselves.</param>
/// <param name="IndexWriteUnits">Write units of indexes.</param>
/// <param name="ReadUnits">Read units.</param>
public readonly record struct StorageUsage(long Requests, double WriteUnits, double IndexWriteUnits, double ReadUnits)
{
    /// <summary>Bytes of what was written, as the store reckons sizes; indexes apart.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Rows written or deleted, by stores that have rows; indexes apart.</summary>
    public long RowsWritten { get; init; }

    /// <summary>Bytes of what was read and came back, as the store reckons sizes.</summary>
    public long BytesRead { get; init; }

    /// <summary>Both together.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static StorageUsage operator +(StorageUsage left, StorageUsage right) => new(
        left.Requests + right.Requests,
        left.WriteUnits + right.WriteUnits,
        left.IndexWriteUnits + right.IndexWriteUnits,
        left.ReadUnits + right.ReadUnits)
    {
        BytesWritten = left.BytesWritten + right.BytesWritten,
        BytesRead = left.BytesRead + right.BytesRead,
        RowsWritten = left.RowsWritten + right.RowsWritten,
    };
}
