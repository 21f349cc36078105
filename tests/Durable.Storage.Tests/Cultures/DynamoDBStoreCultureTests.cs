using Durable.Testing;

namespace Durable.Storage.Tests.Cultures;

public sealed class DynamoDBStoreCultureTests : ForeignCultureStoreContract
{
    protected override async Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider)
    {
        var options = await TestDynamoDB.OptionsAsync();
        options.TimeToLive = false;
        return DynamoDBCheckpointStore.Open(options, client: null, timeProvider);
    }
}
