using System.Text;
using Durable.Storage.Native;
using Durable.Testing;
using Microsoft.Extensions.Options;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteOpeningTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_was_committed_is_there_after_the_store_is_opened_again()
    {
        var head = _fixture.NewHead("\"input\"");
        await using (var store = _fixture.Open())
        {
            await store.CreateAsync(head);
            Assert.True(await store.CommitAsync(new Checkpoint(head.Next(), "records"u8.ToArray())));
        }

        await using var reopened = _fixture.Open();
        var loaded = await reopened.LoadAsync(head.Id);

        Assert.Equal("\"input\"", loaded!.Head.Input);
        Assert.Equal(2, loaded.Head.Version);
        Assert.Equal("records"u8.ToArray(), Assert.Single(loaded.Segments).ToArray());
    }

    [Fact]
    public async Task A_closed_database_is_one_file()
    {
        await using (var store = _fixture.Open())
        {
            await store.CreateAsync(_fixture.NewHead());
            await store.ListAsync(new ExecutionQuery());
        }

        Assert.True(File.Exists(_fixture.Path));
        Assert.False(File.Exists(_fixture.Path + "-wal"));
        Assert.False(File.Exists(_fixture.Path + "-shm"));
        Assert.False(File.Exists(_fixture.Path + ".pid"));
    }

    [Fact]
    public async Task A_missing_directory_is_created()
    {
        var path = Path.Combine(_fixture.File("new"), "deeper", "store.db");

        await using var store = _fixture.Open(options => options.Path = path);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task An_empty_file_becomes_a_database()
    {
        await File.WriteAllBytesAsync(_fixture.Path, []);

        await using var store = _fixture.Open();

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_database_whose_creation_was_interrupted_is_completed()
    {
        using (var database = Database.Open(_fixture.Path, TimeSpan.Zero))
        {
            database.Execute("PRAGMA journal_mode = WAL");
        }

        await using var store = _fixture.Open();

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused_and_left_alone()
    {
        await using (_fixture.Open())
        {
        }

        using (var database = Database.Open(_fixture.Path, TimeSpan.Zero))
        {
            database.Execute($"PRAGMA user_version = {DatabaseSchema.CurrentVersion + 1}");
        }

        var before = await File.ReadAllBytesAsync(_fixture.Path);
        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains($"has schema version {DatabaseSchema.CurrentVersion + 1}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"knows versions up to {DatabaseSchema.CurrentVersion}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_fixture.Path));
    }

    [Theory]
    [InlineData("PRAGMA journal_mode = DELETE")]
    [InlineData("PRAGMA journal_mode = WAL")]
    [InlineData("PRAGMA application_id = 4711")]
    public async Task A_database_of_another_application_is_refused_and_left_alone(string pragma)
    {
        using (var database = Database.Open(_fixture.Path, TimeSpan.Zero))
        {
            database.Execute(pragma);
            database.Execute("CREATE TABLE recipes (name TEXT)");
            database.Execute("INSERT INTO recipes VALUES ('Kaiserschmarrn')");
        }

        var before = await File.ReadAllBytesAsync(_fixture.Path);
        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains("another application", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_fixture.Path));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("SQLite")]
    [InlineData("This is a text file that somebody keeps where the database was expected.")]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone(string text)
    {
        await File.WriteAllTextAsync(_fixture.Path, text);

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains("is not a SQLite database", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_fixture.Path));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, 16)]
    [InlineData(100, 3000)]
    public async Task A_database_with_a_damaged_header_is_refused(int offset, int count)
    {
        await CreateDatabaseAsync(executions: 10);
        await DamageAsync(offset, count);

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_inside_the_database_is_reported_when_it_is_met()
    {
        var id = await CreateDatabaseAsync(executions: 300);
        await DamageAsync(2 * Database.PageSize, int.MaxValue);

        await using var store = _fixture.Open();
        var read = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.LoadAsync(id).AsTask());
        var write = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CreateAsync(_fixture.NewHead()).AsTask());

        Assert.Equal(StoreFailure.Fatal, read.Failure);
        Assert.Contains("is damaged", read.Message, StringComparison.Ordinal);
        Assert.Contains("backup", read.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Fatal, write.Failure);
    }

    [Fact]
    public async Task A_database_that_was_cut_off_is_reported_as_damaged()
    {
        var id = await CreateDatabaseAsync(executions: 300);
        await using (var file = new FileStream(_fixture.Path, FileMode.Open))
        {
            file.SetLength(file.Length / 2 / Database.PageSize * Database.PageSize);
        }

        CheckpointStoreException failure;
        try
        {
            await using var store = _fixture.Open();
            failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.LoadAsync(id).AsTask());
        }
        catch (CheckpointStoreException exception)
        {
            failure = exception;
        }

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_leaves_no_lock()
    {
        await File.WriteAllTextAsync(_fixture.Path, "no database");
        _fixture.OpenRefused();
        File.Delete(_fixture.Path);

        await using var store = _fixture.Open();

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_a_message_for_each()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => _fixture.Open(static options =>
        {
            options.Path = " ";
            options.ServiceId = "";
            options.MaxGroupCommit = 0;
            options.MaxGroupCommitBytes = 0;
            options.CacheBytes = 0;
            options.CheckpointBytes = 0;
            options.MaxDatabaseBytes = 0;
            options.BusyTimeout = TimeSpan.FromSeconds(-1);
            options.MaxIdleReaders = -1;
        }));

        var bounded = typeof(SqliteStoreOptions).GetProperties().Count(static option => option.PropertyType != typeof(bool));
        Assert.Equal(bounded, refusal.Failures.Count());
        Assert.All(refusal.Failures, static failure => Assert.Matches("^SqliteStoreOptions\\.[A-Za-z]+ is .*: set it to .+$", failure));
    }

    [Theory]
    [InlineData(":memory:", "InMemoryCheckpointStore")]
    [InlineData("file:store.db", "local disk")]
    public void A_path_that_is_no_file_path_is_refused(string path, string remedy)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => _fixture.Open(options => options.Path = path));

        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused_as_a_path()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => _fixture.Open(options => options.Path = _fixture.File(".")));

        Assert.Contains("add a file name", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<ExecutionId> CreateDatabaseAsync(int executions)
    {
        await using var store = _fixture.Open();
        var head = _fixture.NewHead();
        for (var i = 0; i < executions; i++)
        {
            head = _fixture.NewHead();
            await store.CreateAsync(head);
            await store.CommitAsync(new Checkpoint(head.Next(), Encoding.UTF8.GetBytes(new string('r', 1000))));
        }

        return head.Id;
    }

    private async Task DamageAsync(int offset, int count)
    {
        var bytes = await File.ReadAllBytesAsync(_fixture.Path);
        bytes.AsSpan(offset, Math.Min(count, bytes.Length - offset)).Fill(0xA5);
        await File.WriteAllBytesAsync(_fixture.Path, bytes);
    }
}
