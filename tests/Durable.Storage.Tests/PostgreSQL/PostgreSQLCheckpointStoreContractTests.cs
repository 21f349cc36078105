using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

public sealed class PostgreSQLCheckpointStoreContractTests : CheckpointStoreContract
{
    protected override async Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) =>
        PostgreSQLCheckpointStore.Open(await TestPostgreSQL.OptionsAsync(), timeProvider: timeProvider);
}
