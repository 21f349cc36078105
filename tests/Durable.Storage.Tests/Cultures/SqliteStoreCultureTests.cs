using Durable.Testing;

namespace Durable.Storage.Tests.Cultures;

public sealed class SqliteStoreCultureTests : ForeignCultureStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("store.db");

    [Fact]
    public void The_page_cache_is_as_large_as_asked_for()
    {
        using var database = DatabaseFile.OpenForWriting(_directory.File("other.db"), new SqliteStoreOptions { CacheBytes = 8 * 1024 * 1024 });

        // Negative means KiB; what SQLite cannot read leaves its default of 2 MB.
        Assert.Equal(-8 * 1024, database.ReadInteger("PRAGMA cache_size"));
    }

    [Fact]
    public async Task What_was_written_under_one_culture_is_read_under_another()
    {
        // Before 1970, so that there is a sign to write.
        var head = SampleHeads.New(DateTimeOffset.FromUnixTimeMilliseconds(-1_234_567), input: "\"input\"");
        Assert.Null(await Store.CreateAsync(head));
        await ((SqliteCheckpointStore)Store).DisposeAsync();

        var read = await ForeignCulture.WithoutAsync(async () =>
        {
            await using var store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Path }, Time);
            return await store.ReadHeadAsync(head.Id, includeData: true);
        });

        Assert.Equal(head, read);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _directory.Dispose();
    }

    protected override Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) =>
        Task.FromResult<ICheckpointStore>(SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Path }, timeProvider));
}
