using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>What an execution tells a lane that has told or asked it something. The lane takes it in a turn posted for it, in order.</summary>
internal sealed class LaneReply
{
    /// <summary>The request that is done; null when only places are told, or what has elapsed.</summary>
    public LaneRequest? Request { get; init; }

    /// <summary>The execution's time; after an operation has elapsed, the durable clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The operation that has elapsed, or for which something has arrived, as it is now.</summary>
    public Operation? Awaited { get; init; }

    /// <summary>Places of the outcomes among the message's updates that had none.</summary>
    public IReadOnlyList<(HandOver Call, long Place)> Placed { get; init; } = [];

    /// <summary>Outcomes of the lane that came from outside, with their places, in order: all that it has not been told.</summary>
    public IReadOnlyList<LaneOutcome> Outcomes { get; init; } = [];
}
