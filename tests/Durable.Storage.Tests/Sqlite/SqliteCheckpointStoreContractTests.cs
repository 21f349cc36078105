using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteCheckpointStoreContractTests : CheckpointStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) => Task.FromResult<ICheckpointStore>(
        SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = _directory.File("store.db") }, timeProvider));
}
