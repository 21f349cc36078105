using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>What an execution has cost is kept with it.</summary>
public sealed class PostgreSQLUsageTests : PostgreSQLStoreFixture
{
    [Fact]
    public async Task Writes_rows_and_bytes_are_counted_with_each_commit()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: new string('i', 99)));

        // An execution, a head, a wake-up and an input.
        Assert.Equal((1, 4, 100), await UsageAsync(head.Id));

        head = head.Next();
        await Store.CommitAsync(new Checkpoint(head, Utf8("0123456789")));

        // A head and a segment.
        Assert.Equal((2, 6, 111), await UsageAsync(head.Id));

        await Store.CommitAsync(new Checkpoint(head.Ended(Now, result: "\"done\""), default));

        // A head, an execution, a wake-up that goes and a result.
        Assert.Equal((3, 10, 118), await UsageAsync(head.Id));
        Assert.Equal((3, 10, 118), (Store.UsageOf(head.Id.FunctionName).Requests, Store.TotalUsage.RowsWritten, Store.TotalUsage.BytesWritten));
        Assert.Equal(3, Assert.Single((await Store.ListAsync(new ExecutionQuery())).Usages!).Requests);
    }

    private async Task<(long Requests, long Rows, long Bytes)> UsageAsync(ExecutionId id)
    {
        var usage = (await Store.ReadUsageAsync(id))!.Value;
        return (usage.Requests, usage.RowsWritten, usage.BytesWritten);
    }
}
