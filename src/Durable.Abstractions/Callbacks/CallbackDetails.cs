namespace Durable.Model;

/// <summary>What only a callback has.</summary>
/// <param name="Key">The part of its id that cannot be guessed.</param>
internal sealed record CallbackDetails(string Key)
{
    /// <summary>When it times out; null for never.</summary>
    public DateTimeOffset? TimeoutTimestamp { get; init; }

    /// <summary>Longest time without a heartbeat, in seconds; null for no limit.</summary>
    public int? HeartbeatSeconds { get; init; }

    /// <summary>By when the next heartbeat must arrive; null for no limit.</summary>
    public DateTimeOffset? HeartbeatTimestamp { get; init; }

    /// <summary>The request that ended it, by which a repeated request is recognized.</summary>
    public string? RequestId { get; init; }

    /// <summary>The earlier of both times; null for never.</summary>
    public DateTimeOffset? Deadline => TimeoutTimestamp is null || HeartbeatTimestamp < TimeoutTimestamp ? HeartbeatTimestamp : TimeoutTimestamp;
}
