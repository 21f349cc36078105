using System.Diagnostics;
using System.Runtime.Versioning;
using Durable.Storage.Tests.Testing;
using Durable.Testing;
using Xunit.Sdk;

namespace Durable.Storage.Tests.Sqlite;

/// <summary>A database file that is deleted, replaced, linked or unlocked under a store loses nothing that was acknowledged.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public SqliteFileTests()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw SkipException.ForSkip("Which file a path leads to is found out on Linux alone; Windows keeps open databases from being deleted.");
        }
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Nothing_is_acknowledged_into_a_deleted_file()
    {
        await using var store = _fixture.Open();
        var head = _fixture.NewHead();
        Assert.Null(await store.CreateAsync(head));
        File.Delete(_fixture.Path);

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Assert.ThrowsAsync<CheckpointStoreException>(() => store.CreateAsync(_fixture.NewHead()).AsTask())));
        var read = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.LoadAsync(head.Id).AsTask());

        Assert.All([.. starts, read], AssertGone);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_into_a_replaced_file()
    {
        await using var store = _fixture.Open();
        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
        File.Move(_fixture.Path, _fixture.File("moved.db"));
        File.Copy(_fixture.File("moved.db"), _fixture.Path);

        AssertGone(await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CreateAsync(_fixture.NewHead()).AsTask()));
    }

    [Fact]
    public async Task A_store_whose_file_is_gone_spares_its_successor()
    {
        var store = _fixture.Open();
        await store.CreateAsync(_fixture.NewHead());
        foreach (var ending in (string[])["", "-wal", "-shm", ".lock"])
        {
            File.Delete(_fixture.Path + ending);
        }

        var head = _fixture.NewHead();
        await using (var successor = _fixture.Open())
        {
            await successor.CreateAsync(head);
            await store.DisposeAsync();
            Assert.True(File.Exists(_fixture.Path + "-wal"));
            Assert.True(await successor.CommitAsync(new Checkpoint(head.Next(), "records"u8.ToArray())));
        }

        await using var reopened = _fixture.Open();
        Assert.Equal(2, (await reopened.ReadHeadAsync(head.Id, includeData: false))!.Version);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task A_database_is_not_begun_beside_the_rest_of_another(string rest)
    {
        await File.WriteAllTextAsync(_fixture.Path + rest, "what is left");

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.StartsWith(
            $"'{_fixture.Path}{rest}' is there and the checkpoint store '{_fixture.Path}' is not", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("what is left", await File.ReadAllTextAsync(_fixture.Path + rest));
    }

    [Fact]
    public async Task Another_process_is_refused_though_the_lock_file_was_deleted()
    {
        await using var store = _fixture.Open();
        File.Delete(_fixture.Path + ".lock");

        using var child = ChildProcess.Start("hold", _fixture.Path);

        Assert.StartsWith(
            $"Transient: The checkpoint store '{_fixture.Path}' is already open in another process, whose id is {Environment.ProcessId}.",
            await child.ReadLineAsync(),
            StringComparison.Ordinal);
        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_second_store_is_refused_though_the_lock_file_was_deleted()
    {
        await using var store = _fixture.Open();
        File.Delete(_fixture.Path + ".lock");

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Transient, refusal.Failure);
        Assert.Contains("is already open in this process", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_fixture.Path + ".pid"));
        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_database_with_two_names_is_refused()
    {
        await using (_fixture.Open())
        {
        }

        await HardLinkAsync("second.db");

        var refusal = _fixture.OpenRefused(_fixture.File("second.db"));

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains("has 2 names (hard links)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_open_is_refused_by_its_second_name()
    {
        await using var store = _fixture.Open();
        await HardLinkAsync("second.db");

        using var child = ChildProcess.Start("hold", _fixture.File("second.db"));

        Assert.StartsWith("Transient: ", await child.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Transient, _fixture.OpenRefused(_fixture.File("second.db")).Failure);
    }

    [Fact]
    public async Task Without_file_locking_no_store_is_opened()
    {
        using var child = ChildProcess.StartWith("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "hold", _fixture.Path);

        var answer = await child.ReadLineAsync();

        Assert.StartsWith("Fatal: ", answer, StringComparison.Ordinal);
        Assert.Contains("Remove DOTNET_SYSTEM_IO_DISABLEFILELOCKING from the environment", answer, StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.Path));
    }

    [Fact]
    public async Task Files_are_created_for_their_owner_alone()
    {
        await using var store = _fixture.Open();
        await store.CreateAsync(_fixture.NewHead());

        foreach (var ending in (string[])["", "-wal", "-shm", ".lock", ".pid"])
        {
            Assert.Equal((ending, UnixFileMode.UserRead | UnixFileMode.UserWrite), (ending, File.GetUnixFileMode(_fixture.Path + ending)));
        }
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_about()
    {
        var log = new RecordedLog();
        await _fixture.Open().DisposeAsync();
        await SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = _fixture.Path }, _fixture.Time, log).DisposeAsync();
        Assert.Empty(log.Lines);
        File.SetUnixFileMode(_fixture.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = _fixture.Path }, _fixture.Time, log).DisposeAsync();

        Assert.Equal(
            $"Warning: The checkpoint store '{_fixture.Path}' has the mode 0644: other users of this machine can get at its inputs and results. "
            + $"Run chmod 600 '{_fixture.Path}'* to allow its owner alone.",
            Assert.Single(log.Lines));
    }

    private static void AssertGone(CheckpointStoreException failure)
    {
        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("was deleted, moved or replaced while it was open", failure.Message, StringComparison.Ordinal);
    }

    private async Task HardLinkAsync(string name)
    {
        using var link = Process.Start("ln", [_fixture.Path, _fixture.File(name)]);
        await link.WaitForExitAsync();
        Assert.Equal(0, link.ExitCode);
    }
}
