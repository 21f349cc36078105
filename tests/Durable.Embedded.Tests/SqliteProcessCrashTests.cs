using Durable.Storage;

namespace Durable.Embedded.Tests;

public sealed class SqliteProcessCrashTests : ProcessCrashContract
{
    protected override int Kills => 12;

    private string Database => TemporaryFile("store.db");

    protected override Task<string[]> WhereAsync() => Task.FromResult<string[]>([Database]);

    protected override Task<ICheckpointStore> OpenStoreAsync() =>
        Task.FromResult<ICheckpointStore>(SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Database }));
}
