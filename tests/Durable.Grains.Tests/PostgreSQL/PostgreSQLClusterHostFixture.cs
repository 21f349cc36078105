using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.PostgreSQL;

/// <summary>In-process clusters over a schema of a PostgreSQL database, seen through the decorator that injects faults.</summary>
public sealed class PostgreSQLClusterHostFixture : ClusterHostFixture
{
    protected override bool BelongsToFullRun => true;

    protected override async Task<ICheckpointStore?> OpenStoreAsync() =>
        PostgreSQLCheckpointStore.Open(await TestPostgreSQL.OptionsAsync(), timeProvider: Clock);
}
