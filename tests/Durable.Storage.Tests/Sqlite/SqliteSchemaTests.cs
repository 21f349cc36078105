using System.Text;
using Durable.Storage.Native;
using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_database_says_whose_it_is_and_which_version_it_has()
    {
        await using (_fixture.Open())
        {
        }

        using var database = Database.OpenReadOnly(_fixture.Path, TimeSpan.Zero);
        Assert.Equal(0x4F724475, database.ReadInteger("PRAGMA application_id"));
        Assert.Equal(8, database.ReadInteger("PRAGMA user_version"));
        Assert.Equal(4096, database.ReadInteger("PRAGMA page_size"));
    }

    [Fact]
    public async Task A_database_that_version_1_wrote_can_be_read_and_written()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Sqlite", "Golden", "version-1.sqlite"), _fixture.Path);
        await using var store = _fixture.Open();

        var running = (await store.LoadAsync(new ExecutionId("process-order", "running")))!;
        Assert.Equal(
            new ExecutionHead
            {
                Id = new ExecutionId("process-order", "running"),
                RunId = "run-1",
                Version = 3,
                CommitId = "commit-1-3",
                Status = ExecutionStatus.Running,
                FunctionVersion = "7",
                StartedAt = new DateTimeOffset(2026, 1, 15, 11, 0, 0, 123, TimeSpan.Zero),
                ExecutionTimeout = TimeSpan.FromHours(1),
                Retention = TimeSpan.FromDays(14),
                WakeUp = new WakeUp(new DateTimeOffset(2026, 1, 15, 13, 0, 0, 456, TimeSpan.Zero), WakeUpKind.Timer),
                Operations = 2,
                LogBytes = 11,
                Input = "{\"größe\":1}",
            },
            running.Head);
        Assert.Equal(["first", "second"], running.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span)));

        var failed = (await store.ReadHeadAsync(new ExecutionId("process-order", "failed"), includeData: true))!;
        Assert.Equal(ExecutionStatus.Failed, failed.Status);
        Assert.Equal(new DateTimeOffset(2026, 1, 15, 11, 0, 1, TimeSpan.Zero), failed.EndedAt);
        Assert.Equal(new DateTimeOffset(2026, 1, 29, 11, 0, 1, TimeSpan.Zero), failed.ExpiresAt);
        Assert.Equal("", failed.Input);
        Assert.Equal("Type", failed.Error!.ErrorType);
        Assert.Equal("message", failed.Error.ErrorMessage);
        Assert.Equal("data", failed.Error.ErrorData);
        Assert.Equal(["line 1", "line 2"], failed.Error.StackTrace);

        Assert.Equal([running.Head.Id], (await store.ReadDueAsync(new DueQuery { Until = DateTimeOffset.MaxValue })).Select(static due => due.Id));
        Assert.True(await store.CommitAsync(new Checkpoint(running.Head.Next(), "third"u8.ToArray())));
    }

    [Fact]
    public void Numbers_that_are_stored_do_not_change()
    {
        Assert.Equal([0, 1, 2, 3, 4], Enum.GetValues<ExecutionStatus>().Select(static status => (int)status));
        Assert.Equal(
            [ExecutionStatus.Running, ExecutionStatus.Succeeded, ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Stopped],
            Enum.GetValues<ExecutionStatus>());
        Assert.Equal([WakeUpKind.Lease, WakeUpKind.Timer], Enum.GetValues<WakeUpKind>());
        Assert.Equal(64, WakeUpShards.Count);
        Assert.Equal(2, WakeUpShards.Of(new ExecutionId("process-order", "order-1")));
    }
}
