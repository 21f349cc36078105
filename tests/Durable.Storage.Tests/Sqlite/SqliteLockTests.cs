using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteLockTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_second_store_of_the_same_process_is_refused()
    {
        await using var store = _fixture.Open();

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Transient, refusal.Failure);
        Assert.Contains($"'{_fixture.Path}' is already open in this process", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_closed_store_can_be_opened_again()
    {
        await using (_fixture.Open())
        {
        }

        await using var store = _fixture.Open();

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task The_process_id_is_not_written_through_a_link()
    {
        var precious = _fixture.Path + ".precious";
        await File.WriteAllTextAsync(precious, "precious");
        File.CreateSymbolicLink(_fixture.Path + ".pid", precious);

        await using (_fixture.Open())
        {
            Assert.Equal($"{Environment.ProcessId}", await File.ReadAllTextAsync(_fixture.Path + ".pid"));
        }

        Assert.Equal("precious", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public void A_lock_that_is_a_link_is_refused()
    {
        File.CreateSymbolicLink(_fixture.Path + ".lock", _fixture.Path + ".elsewhere");

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains(".lock' is a symbolic link", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.Path + ".elsewhere"));
    }

    [Fact]
    public async Task A_database_that_another_process_has_open_is_refused_naming_that_process()
    {
        using var child = ChildProcess.Start("hold", _fixture.Path);
        Assert.Equal("open", await child.ReadLineAsync());

        var refusal = _fixture.OpenRefused();

        Assert.Equal(StoreFailure.Transient, refusal.Failure);
        Assert.Contains(_fixture.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"another process, whose id is {child.Id}.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("stop that one, or give this one another file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_is_refused_what_this_one_has_open()
    {
        await using var store = _fixture.Open();

        using var child = ChildProcess.Start("hold", _fixture.Path);

        Assert.StartsWith("Transient: ", await child.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_gone()
    {
        using var child = ChildProcess.Start("hold", _fixture.Path);
        Assert.Equal("open", await child.ReadLineAsync());
        await child.KillAsync();

        await using var store = _fixture.Open();

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_link_to_an_open_database_is_refused_too()
    {
        await using var store = _fixture.Open();
        var link = _fixture.File("link.db");
        File.CreateSymbolicLink(link, _fixture.Path);

        Assert.Contains("already open in this process", _fixture.OpenRefused(link).Message, StringComparison.Ordinal);
    }
}
