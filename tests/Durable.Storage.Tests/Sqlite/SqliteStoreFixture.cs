using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

/// <summary>A database of one test, opened as often as the test likes.</summary>
internal sealed class SqliteStoreFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ManualTimeProvider Time { get; } = new();

    public string Path => _directory.File("store.db");

    public string File(string name) => _directory.File(name);

    public SqliteCheckpointStore Open(Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { Path = Path };
        configure?.Invoke(options);
        return SqliteCheckpointStore.Open(options, Time);
    }

    /// <summary>Fails to open, and returns why.</summary>
    public CheckpointStoreException OpenRefused(string? path = null) =>
        Assert.Throws<CheckpointStoreException>(() => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = path ?? Path }, Time));

    /// <summary>The first head of a new execution.</summary>
    public ExecutionHead NewHead(string? input = "{}") => SampleHeads.New(Time.GetUtcNow(), input: input);

    public void Dispose() => _directory.Dispose();
}
