using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>The SQLite store as it is by default, every commit synced, in a directory of its own.</summary>
internal sealed class SqliteBenchStore : IBenchStore
{
    private SqliteCheckpointStore _store;

    private SqliteBenchStore(string directory)
    {
        Directory = directory;
        _store = OpenStore();
    }

    public ICheckpointStore Store => _store;

    public string Directory { get; }

    public static SqliteBenchStore Open(string parent)
    {
        var directory = Path.Combine(parent, $"durable-bench-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(directory);
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
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private SqliteCheckpointStore OpenStore() => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Path.Combine(Directory, "bench.db") });
}
