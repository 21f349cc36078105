using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>The store behind a pooler that gives each transaction another session.</summary>
public sealed class PgBouncerCheckpointStoreContractTests : CheckpointStoreContract
{
    protected override async Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) =>
        PostgreSQLCheckpointStore.Open(await TestPostgreSQL.PooledOptionsAsync(), timeProvider: timeProvider);
}
