namespace Durable.Core.Engine.Lanes;

/// <summary>What a lane waits for.</summary>
internal enum LaneRequestKind
{
    /// <summary>All that the lane has recorded is durable.</summary>
    Commit,

    /// <summary>What has arrived for an operation that was woken is durable.</summary>
    Arrival,
}
