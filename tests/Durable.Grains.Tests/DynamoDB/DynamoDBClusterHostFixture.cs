using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.DynamoDB;

/// <summary>In-process clusters over a part of a DynamoDB table, seen through the decorator that injects faults.</summary>
public sealed class DynamoDBClusterHostFixture : ClusterHostFixture
{
    private DynamoDBCheckpointStore? _store;

    protected override bool BelongsToFullRun => true;

    protected override async Task<ICheckpointStore?> OpenStoreAsync() =>
        _store = DynamoDBCheckpointStore.Open(await TestDynamoDB.OptionsAsync(), timeProvider: Clock);

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}
