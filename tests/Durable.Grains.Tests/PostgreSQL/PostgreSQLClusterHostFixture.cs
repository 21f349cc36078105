using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.PostgreSQL;

/// <summary>In-process clusters over a schema of a PostgreSQL database, seen through the decorator that injects faults.</summary>
public sealed class PostgreSQLClusterHostFixture : ClusterHostFixture
{
    private PostgreSQLCheckpointStore? _store;

    protected override bool BelongsToFullRun => true;

    protected override async Task<ICheckpointStore?> OpenStoreAsync() =>
        _store = PostgreSQLCheckpointStore.Open(await TestPostgreSQL.OptionsAsync(), timeProvider: Clock);

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}
