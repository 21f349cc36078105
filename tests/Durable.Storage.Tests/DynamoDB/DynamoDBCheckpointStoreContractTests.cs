using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>The store as it deletes by itself, where time-to-live is off; all else is the same with it.</summary>
public sealed class DynamoDBCheckpointStoreContractTests : CheckpointStoreContract
{
    protected override async Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider)
    {
        var options = await TestDynamoDB.OptionsAsync();
        options.TimeToLive = false;
        return DynamoDBCheckpointStore.Open(options, timeProvider: timeProvider);
    }
}
