using System.Text;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests.Sqlite;

/// <summary>Embedded hosts over a database of the test's own.</summary>
public class SqliteHostFixture : EmbeddedHostFixture
{
    private readonly TemporaryDirectory _directory = new();

    public override async Task<string> ReadStoredAsync()
    {
        var stored = new StringBuilder();
        foreach (var path in Directory.GetFiles(_directory.Path, "durable.db*").Where(static path => !path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            stored.AppendLine(Encoding.Latin1.GetString(bytes.ToArray()));
        }

        return stored.ToString();
    }

    protected override Task<ICheckpointStore?> OpenStoreAsync() => Task.FromResult<ICheckpointStore?>(
        SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = _directory.File("durable.db") }, Clock));

    protected override async ValueTask DisposeStoreAsync()
    {
        await base.DisposeStoreAsync();
        _directory.Dispose();
    }
}
