namespace Durable.Core.Engine;

/// <summary>What one flush commits.</summary>
/// <param name="Records">The encoded records.</param>
/// <param name="Count">How many updates they are; the marker counts 0.</param>
/// <param name="LastSequence">Number of the last record.</param>
/// <param name="Drains">Whether nothing is pending behind it.</param>
/// <param name="Marker">The marker, if it rides in this batch.</param>
/// <param name="Operations">How many operations begin in it.</param>
internal readonly record struct CheckpointBatch(
    ReadOnlyMemory<byte> Records, int Count, long LastSequence, bool Drains, RefreshMarker? Marker, int Operations = 0);
