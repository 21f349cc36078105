using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.DynamoDB;

/// <summary>In-process clusters over a part of a DynamoDB table, seen through the decorator that injects faults.</summary>
public sealed class DynamoDBClusterHostFixture : ClusterHostFixture
{
    protected override bool BelongsToFullRun => true;

    protected override async Task<ICheckpointStore?> OpenStoreAsync() =>
        DynamoDBCheckpointStore.Open(await TestDynamoDB.OptionsAsync(), timeProvider: Clock);
}
