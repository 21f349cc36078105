using Durable.Storage.Native;
using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

/// <summary>The documented way to take a copy of a database that is in use.</summary>
public sealed class SqliteBackupTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_copy_taken_by_another_program_holds_what_was_acknowledged()
    {
        var head = _fixture.NewHead();
        await using (var store = _fixture.Open())
        {
            await store.CreateAsync(head);

            // As the sqlite3 shell does it.
            using (var shell = Database.Open(_fixture.Path, TimeSpan.FromSeconds(5)))
            {
                shell.Execute($"VACUUM INTO '{_fixture.File("backup.db")}'");
            }

            Assert.True(await store.CommitAsync(new Checkpoint(head.Next(), "later"u8.ToArray())));
        }

        await using var backup = _fixture.Open(options => options.Path = _fixture.File("backup.db"));
        Assert.Equal(1, (await backup.ReadHeadAsync(head.Id, includeData: false))!.Version);
    }
}
