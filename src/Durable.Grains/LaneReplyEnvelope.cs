using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>Carries the answer.</summary>
[GenerateSerializer, Immutable, Alias("durable.lane-reply")]
internal sealed class LaneReplyEnvelope(LaneReply reply)
{
    [field: NonSerialized]
    public LaneReply Reply { get; } = reply;
}
