using System.Numerics;
using System.Text.Json.Serialization;

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

    /// <summary>Requests to the store, where it counts them. Reads by clients are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StorageRequests { get; init; }

    /// <summary>Write units of the store's tables, where it counts them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WriteUnits { get; init; }

    /// <summary>Write units of the store's indexes, where it counts them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? IndexWriteUnits { get; init; }

    /// <summary>Read units, where the store counts them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReadUnits { get; init; }

    /// <summary>Rows written or deleted, where the store has rows and counts them; indexes apart. Such a store counts no units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RowsWritten { get; init; }

    /// <summary>Bytes written to the store's tables, where it counts them: of whole items, as the store reckons sizes; indexes apart.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesWritten { get; init; }

    /// <summary>Bytes that reads have brought back, where the store counts them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesRead { get; init; }

    /// <summary>Both together; what only one of them counts is taken as it is.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static ExecutionUsage operator +(ExecutionUsage left, ExecutionUsage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new ExecutionUsage
        {
            Operations = left.Operations + right.Operations,
            Checkpoints = left.Checkpoints + right.Checkpoints,
            LogBytes = left.LogBytes + right.LogBytes,
            StorageRequests = Sum(left.StorageRequests, right.StorageRequests),
            WriteUnits = Sum(left.WriteUnits, right.WriteUnits),
            IndexWriteUnits = Sum(left.IndexWriteUnits, right.IndexWriteUnits),
            ReadUnits = Sum(left.ReadUnits, right.ReadUnits),
            RowsWritten = Sum(left.RowsWritten, right.RowsWritten),
            BytesWritten = Sum(left.BytesWritten, right.BytesWritten),
            BytesRead = Sum(left.BytesRead, right.BytesRead),
        };
    }

    private static T? Sum<T>(T? left, T? right)
        where T : struct, INumber<T> => left is null ? right : right is null ? left : left + right;
}
