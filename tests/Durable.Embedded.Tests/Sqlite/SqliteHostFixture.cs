using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Sqlite;

/// <summary>Embedded hosts over a database of the test's own.</summary>
public sealed class SqliteHostFixture : EmbeddedHostFixture
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteCheckpointStore? _store;

    protected override Task<ICheckpointStore?> OpenStoreAsync()
    {
        _store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = _directory.File("durable.db") }, Clock);
        return Task.FromResult<ICheckpointStore?>(_store);
    }

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _directory.Dispose();
    }
}
