namespace Durable.Bench.Stores;

/// <summary>What a store has been asked for.</summary>
/// <param name="Requests">Requests, reads and writes.</param>
/// <param name="WriteUnits">Units written, where the store counts them.</param>
/// <param name="IndexWriteUnits">Units written to indexes, where the store counts them.</param>
/// <param name="ReadUnits">Units read, where the store counts them.</param>
/// <param name="BytesWritten">Bytes written, where the store counts them.</param>
/// <param name="BytesRead">Bytes read, where the store counts them.</param>
/// <param name="Delays">Delays put in front of writes.</param>
internal readonly record struct StoreUsage(
    long Requests, double? WriteUnits, double? IndexWriteUnits, double? ReadUnits, long? BytesWritten, long? BytesRead, DelaySum Delays)
{
    public static StoreUsage operator +(StoreUsage left, StoreUsage right) => new(
        left.Requests + right.Requests,
        left.WriteUnits + right.WriteUnits,
        left.IndexWriteUnits + right.IndexWriteUnits,
        left.ReadUnits + right.ReadUnits,
        left.BytesWritten + right.BytesWritten,
        left.BytesRead + right.BytesRead,
        left.Delays + right.Delays);

    public static StoreUsage operator -(StoreUsage left, StoreUsage right) => new(
        left.Requests - right.Requests,
        left.WriteUnits - right.WriteUnits,
        left.IndexWriteUnits - right.IndexWriteUnits,
        left.ReadUnits - right.ReadUnits,
        left.BytesWritten - right.BytesWritten,
        left.BytesRead - right.BytesRead,
        left.Delays - right.Delays);
}
