using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task Wake_ups_are_due_from_their_time_on_earliest_first()
    {
        var third = await CreateAsync(WakingAt(Now.AddSeconds(3)));
        var first = await CreateAsync(WakingAt(Now.AddSeconds(1)));
        var second = await CreateAsync(WakingAt(Now.AddSeconds(2)));

        Assert.Empty(await DueAsync(new DueQuery { Until = Now.AddSeconds(1).AddMilliseconds(-1) }));
        Assert.Equal([Due(first), Due(second)], await DueAsync(new DueQuery { Until = Now.AddSeconds(2) }));
        Assert.Equal([Due(first), Due(second), Due(third)], await DueAsync(new DueQuery { Until = Now.AddSeconds(9) }));
    }

    [Fact]
    public async Task Due_wake_ups_can_be_limited()
    {
        var heads = await CreateManyAsync(5, i => WakingAt(Now.AddSeconds(5 - i)));

        Assert.Equal([Due(heads[4]), Due(heads[3])], await DueAsync(new DueQuery { Until = Now.AddSeconds(9), Limit = 2 }));
    }

    [Fact]
    public async Task The_next_wake_up_comes_along_with_the_due_ones()
    {
        var heads = await CreateManyAsync(5, i => WakingAt(Now.AddSeconds(i)));
        await CreateAsync(WakingAt(Now.AddSeconds(2), WakeUpKind.Lease));
        var query = new DueQuery { Until = Now.AddSeconds(1), Kind = WakeUpKind.Timer, AndNext = true };

        Assert.Equal(heads.Take(3).Select(Due), await DueAsync(query));
        Assert.Equal(heads.Take(2).Select(Due), await DueAsync(query with { AndNext = false }));
        Assert.Equal(heads.Select(Due), await DueAsync(query with { Until = Now.AddSeconds(9) }));
        Assert.Equal([Due(heads[0])], await DueAsync(query with { Until = Now.AddSeconds(-1) }));
        Assert.Equal([Due(heads[0])], await DueAsync(query with { Limit = 1 }));
        Assert.Equal(heads.Take(2).Select(Due), await DueAsync(query with { Limit = 2 }));
        Assert.Equal(heads.Take(3).Select(Due), await DueAsync(query with { Limit = 3 }));
    }

    [Fact]
    public async Task The_next_wake_up_comes_along_with_many_due_ones_of_one_shard()
    {
        // More than a store may read at a time.
        const int Count = 60;
        var heads = await CreateManyAsync(
            Count,
            i => Enumerable.Repeat(0, int.MaxValue).Select(_ => WakingAt(Now.AddSeconds(i))).First(static head => WakeUpShards.Of(head.Id) == 7));
        foreach (var due in (int[])[0, 1, 24, 25, 26, 49, 50, 51, Count - 1, Count])
        {
            var query = new DueQuery { Shard = 7, Until = Now.AddSeconds(due).AddMilliseconds(-1), AndNext = true };

            Assert.Equal(heads.Take(due + 1).Select(Due), await DueAsync(query));
            Assert.Equal(heads.Take(Math.Min(due + 1, 26)).Select(Due), await DueAsync(query with { Limit = 26 }));
        }
    }

    [Fact]
    public async Task Due_wake_ups_can_be_of_one_shard()
    {
        var heads = await CreateManyAsync(200, i => WakingAt(Now.AddSeconds(i)));

        for (var shard = 0; shard < WakeUpShards.Count; shard++)
        {
            var expected = heads.Where(head => WakeUpShards.Of(head.Id) == shard).Select(Due);
            Assert.Equal(expected, await DueAsync(new DueQuery { Until = Now.AddSeconds(200), Shard = shard }));
        }
    }

    [Fact]
    public async Task Due_wake_ups_can_be_of_one_kind()
    {
        var lease = await CreateAsync(WakingAt(Now, WakeUpKind.Lease));
        var timer = await CreateAsync(WakingAt(Now, WakeUpKind.Timer));

        Assert.Equal([Due(lease)], await DueAsync(new DueQuery { Until = Now, Kind = WakeUpKind.Lease }));
        Assert.Equal([Due(timer)], await DueAsync(new DueQuery { Until = Now, Kind = WakeUpKind.Timer }));
        Assert.Equal(2, (await DueAsync(new DueQuery { Until = Now })).Count);
        Assert.Equal([Due(timer)], await DueAsync(new DueQuery { Until = Now, Kind = WakeUpKind.Timer, Shard = WakeUpShards.Of(timer.Id) }));
    }

    [Fact]
    public async Task A_commit_moves_the_wake_up_and_its_kind()
    {
        var head = await CreateAsync(WakingAt(Now, WakeUpKind.Lease));

        head = await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddHours(1), WakeUpKind.Timer) });

        Assert.Empty(await DueAsync(new DueQuery { Until = Now.AddMinutes(59) }));
        Assert.Equal([Due(head)], await DueAsync(new DueQuery { Until = Now.AddHours(1), Kind = WakeUpKind.Timer }));

        head = await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddHours(1), WakeUpKind.Lease) });

        Assert.Equal([Due(head)], await DueAsync(new DueQuery { Until = Now.AddHours(1), Kind = WakeUpKind.Lease }));
    }

    [Fact]
    public async Task A_commit_that_leaves_the_wake_up_leaves_it_due()
    {
        var head = await CreateAsync(WakingAt(Now));

        head = await CommitAsync(head.Next(), "records");

        Assert.Equal([Due(head)], await DueAsync(new DueQuery { Until = Now }));
    }

    [Fact]
    public async Task The_wake_up_is_removed_at_the_end()
    {
        var head = await CreateAsync(WakingAt(Now));

        await CommitAsync(head.Ended(Now));

        Assert.Empty(await DueAsync(new DueQuery { Until = Now.AddDays(1) }));
        Assert.Null((await Store.ReadHeadAsync(head.Id, includeData: false))!.WakeUp);
    }

    [Fact]
    public async Task A_running_execution_may_be_without_a_wake_up_and_get_one_later()
    {
        var head = await CreateAsync(SampleHeads.New(Now) with { WakeUp = null });
        Assert.Empty(await DueAsync(new DueQuery { Until = Now.AddDays(1) }));

        head = await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now, WakeUpKind.Timer) });

        Assert.Equal([Due(head)], await DueAsync(new DueQuery { Until = Now }));
    }

    private static DueExecution Due(ExecutionHead head) => new(head.Id, head.WakeUp!.Value);

    private static ExecutionHead WakingAt(DateTimeOffset time, WakeUpKind kind = WakeUpKind.Timer) =>
        SampleHeads.New(time) with { WakeUp = new WakeUp(time, kind) };

    private async Task<IReadOnlyList<DueExecution>> DueAsync(DueQuery query)
    {
        await SettleAsync();
        return await Store.ReadDueAsync(query);
    }
}
