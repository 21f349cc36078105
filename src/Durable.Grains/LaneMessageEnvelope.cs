using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>
/// Carries a message from a branch to its execution's grain, by reference: both are always on one silo, because the body of a branch is
/// handed over in memory.
/// </summary>
[GenerateSerializer, Immutable, Alias("durable.lane-message")]
internal sealed class LaneMessageEnvelope(LaneMessage message)
{
    [field: NonSerialized]
    public LaneMessage Message { get; } = message;
}
