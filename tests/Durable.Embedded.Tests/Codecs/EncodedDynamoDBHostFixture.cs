using Durable.Embedded.Tests.DynamoDB;
using Durable.Testing;

namespace Durable.Embedded.Tests.Codecs.DynamoDB;

/// <summary>Embedded hosts over a part of a DynamoDB table in which all data is compressed and encrypted.</summary>
public sealed class EncodedDynamoDBHostFixture : DynamoDBHostFixture
{
    protected override bool BelongsToFullRun => true;

    protected override IReadOnlyList<IPayloadCodec> Codecs => TestCodecs.Both;
}
