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
}
