using Durable.Core.Log;
using Durable.Core.Log.Records;

namespace Durable.Core.Engine;

/// <summary>What one flush commits.</summary>
/// <param name="writer">Has its records; null when it has none. It is the thread's: a batch is taken and encoded in one go.</param>
internal sealed class CheckpointBatch(LogRecordWriter? writer)
{
    private ReadOnlyMemory<byte>? _records;

    /// <summary>How many updates it has; the marker counts 0.</summary>
    public int Count { get; init; }

    /// <summary>Number of its last record.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The log's change up to which it reaches; <see cref="long.MaxValue"/> when it takes all along.</summary>
    public long Reach { get; init; } = long.MaxValue;

    /// <summary>Whether nothing is pending behind it.</summary>
    public bool Drains => Reach == long.MaxValue;

    /// <summary>The marker, if it rides in this batch.</summary>
    public RefreshMarker? Marker { get; init; }

    /// <summary>What has joined the marker.</summary>
    public IReadOnlyList<ParkedOperation> Joined => Marker?.Joined ?? [];

    /// <summary>How many operations begin in it.</summary>
    public int Operations { get; init; }

    /// <summary>Its records, encoded. Nothing is added after that.</summary>
    public ReadOnlyMemory<byte> Records => _records ??= writer?.Take() ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Adds a record that nobody waits for.</summary>
    public void Append(LogRecord record) => writer!.Write(record);
}
