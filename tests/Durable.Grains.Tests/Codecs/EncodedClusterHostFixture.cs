using Durable.Testing;

namespace Durable.Grains.Tests.Codecs;

/// <summary>In-process clusters whose silos compress and encrypt all data.</summary>
public sealed class EncodedClusterHostFixture : ClusterHostFixture
{
    protected override bool BelongsToFullRun => true;

    public override short Silos => 1;

    protected override IReadOnlyList<IPayloadCodec> Codecs => TestCodecs.Both;
}
