using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>Answer to a <see cref="LaneMessage"/>.</summary>
/// <param name="IsOver">The execution takes part no longer; nothing was applied and nothing ever will be.</param>
/// <param name="Now">The execution's time; after an operation has elapsed, the durable clock.</param>
/// <param name="Opened">The lane that was asked for.</param>
/// <param name="Awaited">The operation that has elapsed, or for which something has arrived, as it is now.</param>
internal sealed record LaneReply(bool IsOver, DateTimeOffset Now, LaneOpening? Opened = null, Operation? Awaited = null)
{
    public static LaneReply Over { get; } = new(true, default);

    /// <summary>Places of the outcomes among the message's updates that had none.</summary>
    public IReadOnlyList<(HandOver Call, long Place)> Placed { get; init; } = [];

    /// <summary>The first of <see cref="Outcomes"/>, counted over the lane's life.</summary>
    public int FirstOutcome { get; init; }

    /// <summary>Outcomes of the lane that came from outside, with their places, in order: all that it has not said that it took.</summary>
    public IReadOnlyList<LaneOutcome> Outcomes { get; init; } = [];
}
