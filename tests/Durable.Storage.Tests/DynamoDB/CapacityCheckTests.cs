using Durable.Storage.Requests;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Storage.Tests.DynamoDB;

public sealed class CapacityCheckTests : DynamoDBStoreFixture
{
    private static readonly StorageUsage s_byRule = new(Requests: 1, WriteUnits: 1, IndexWriteUnits: 3, ReadUnits: 0) { BytesWritten = 500 };

    private readonly LogRecorder _log = new();

    [Fact]
    public void One_write_in_so_many_is_counted_the_first_one_too()
    {
        var check = Check(interval: 3);

        Assert.Equal([true, false, false, true, false, false, true], Enumerable.Range(0, 7).Select(_ => check.IsDue()));
    }

    [Fact]
    public void What_is_not_counted_costs_what_the_rules_say()
    {
        var check = Check(interval: 3);

        Assert.Equal(s_byRule, check.Settle(s_byRule, counted: null));
        Assert.Equal(s_byRule, check.Settle(s_byRule, s_byRule));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void From_the_first_difference_on_every_write_is_counted_and_the_count_holds()
    {
        var check = Check(interval: 1000);
        var counted = s_byRule with { WriteUnits = 2 };
        Assert.True(check.IsDue());

        Assert.Equal(counted, check.Settle(s_byRule, counted));
        Assert.Equal(counted, check.Settle(s_byRule, counted));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(check.IsDue()));
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task The_rules_give_what_DynamoDB_counts()
    {
        var counted = await UseAsync("1:", interval: 1);
        var byRule = await UseAsync("2:", interval: 1_000_000);

        Assert.Equal(counted, byRule);
        Assert.True(counted.WriteUnits > counted.Requests);
    }

    private async Task<StorageUsage> UseAsync(string prefix, int interval)
    {
        var store = Open(options => (options.KeyPrefix, options.CapacityCheckInterval) = (Options.KeyPrefix + prefix, interval));
        for (var i = 0; i < 5; i++)
        {
            var head = SampleHeads.New(Now, name: $"execution-{i}", input: new string('i', i * 200));
            Assert.Null(await store.CreateAsync(head));
            for (var size = 10; size < 1500; size *= 3)
            {
                head = head.Next() with { WakeUp = new WakeUp(Now.AddSeconds(size), WakeUpKind.Timer) };
                Assert.True(await store.CommitAsync(new Checkpoint(head, new byte[size])));
            }

            Assert.True(await store.CommitAsync(new Checkpoint(head.Ended(Now), default)));
        }

        return store.TotalUsage;
    }

    private CapacityCheck Check(int interval) => new(interval, LoggerFactory.Create(logging => logging.AddProvider(_log.CreateProvider())).CreateLogger("test"));
}
