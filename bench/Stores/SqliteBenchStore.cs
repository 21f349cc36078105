using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>The SQLite store as it is by default, every commit synced, in a directory of its own.</summary>
internal sealed class SqliteBenchStore : IBenchStore
{
    private readonly string _directory;
    private SqliteCheckpointStore _store;

    private SqliteBenchStore(string directory)
    {
        _directory = directory;
        _store = OpenStore();
    }

    public ICheckpointStore Store => _store;

    public static SqliteBenchStore Open(string parent)
    {
        var directory = Path.Combine(parent, $"durable-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        if (new DriveInfo(directory).DriveFormat is "tmpfs" or "ramfs")
        {
            Console.Error.WriteLine($"warning: '{parent}' is kept in memory, where a sync costs nothing; name a disk with --data");
        }

        return new SqliteBenchStore(directory);
    }

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = OpenStore();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private SqliteCheckpointStore OpenStore() => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Path.Combine(_directory, "bench.db") });
}
