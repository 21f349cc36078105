using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task An_empty_store_lists_nothing()
    {
        var page = await ListAsync(new ExecutionQuery());

        Assert.Empty(page.Heads);
        Assert.Null(page.NextMarker);
    }

    [Fact]
    public async Task A_list_is_newest_first_or_oldest_first_and_carries_no_data()
    {
        var heads = await CreateManyAsync(5, static i => SampleHeads.New(Start(i), $"function-{i % 2}", input: "\"input\""));
        var ended = await CommitAsync(heads[2].Ended(Start(60)) with { Error = new ErrorObject { ErrorMessage = "no" } });
        heads[2] = ended;
        var expected = heads.Select(static head => head with { Input = null, Result = null, Error = null }).ToArray();

        Assert.Equal(expected, (await ListAsync(new ExecutionQuery { OldestFirst = true })).Heads);
        Assert.Equal(expected.Reverse(), (await ListAsync(new ExecutionQuery())).Heads);
    }

    [Fact]
    public async Task A_list_can_be_of_one_function()
    {
        var heads = await CreateManyAsync(6, static i => SampleHeads.New(Start(i), i % 2 == 0 ? "even" : "odd"));

        Assert.Equal([heads[4].Id, heads[2].Id, heads[0].Id], await IdsAsync(new ExecutionQuery { FunctionName = "even" }));
        Assert.Equal([heads[1].Id, heads[3].Id, heads[5].Id], await IdsAsync(new ExecutionQuery { FunctionName = "odd", OldestFirst = true }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { FunctionName = "eve" }));
    }

    [Fact]
    public async Task A_list_can_be_of_one_name()
    {
        var heads = await CreateManyAsync(6, static i => SampleHeads.New(Start(i), $"function-{i % 3}", i < 3 ? "this" : "that"));

        Assert.Equal([heads[2].Id, heads[1].Id, heads[0].Id], await IdsAsync(new ExecutionQuery { Name = "this" }));
        Assert.Equal([heads[1].Id], await IdsAsync(new ExecutionQuery { FunctionName = "function-1", Name = "this" }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { FunctionName = "function-1", Name = "other" }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { Name = "this", Statuses = [ExecutionStatus.Stopped] }));
    }

    [Fact]
    public async Task A_list_can_be_of_some_statuses()
    {
        var heads = await CreateManyAsync(10, static i => SampleHeads.New(Start(i), $"function-{i % 2}"));
        for (var i = 0; i < heads.Length; i++)
        {
            var status = (ExecutionStatus)(i % 5);
            heads[i] = status == ExecutionStatus.Running ? heads[i] : await CommitAsync(heads[i].Ended(Start(60), status));
        }

        Assert.Equal([heads[5].Id, heads[0].Id], await IdsAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running] }));
        Assert.Equal(
            [heads[9].Id, heads[7].Id, heads[4].Id, heads[2].Id],
            await IdsAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed, ExecutionStatus.Stopped, ExecutionStatus.Failed] }));
        Assert.Equal(
            [heads[3].Id, heads[6].Id],
            await IdsAsync(new ExecutionQuery
            {
                Statuses = [ExecutionStatus.Succeeded, ExecutionStatus.TimedOut],
                OldestFirst = true,
                StartedAfter = Start(1),
                StartedBefore = Start(8),
            }));
        Assert.Equal([heads[2].Id], await IdsAsync(new ExecutionQuery { FunctionName = "function-0", Statuses = [ExecutionStatus.Failed] }));
    }

    [Fact]
    public async Task Bounds_of_the_start_time_are_exclusive()
    {
        var heads = await CreateManyAsync(5, static i => SampleHeads.New(Start(0).AddMilliseconds(i)));

        Assert.Equal([heads[4].Id, heads[3].Id], await IdsAsync(new ExecutionQuery { StartedAfter = heads[2].StartedAt }));
        Assert.Equal([heads[1].Id, heads[0].Id], await IdsAsync(new ExecutionQuery { StartedBefore = heads[2].StartedAt }));
        Assert.Equal(
            [heads[2].Id],
            await IdsAsync(new ExecutionQuery { StartedAfter = heads[1].StartedAt, StartedBefore = heads[3].StartedAt }));
        Assert.Equal(
            [heads[3].Id, heads[2].Id],
            await IdsAsync(new ExecutionQuery { StartedAfter = heads[1].StartedAt.AddTicks(1), StartedBefore = heads[3].StartedAt.AddTicks(1) }));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    [InlineData(1000, false)]
    public async Task Pages_add_up_to_the_list_in_either_order(int pageSize, bool oldestFirst)
    {
        // Three start in each millisecond, so that pages end between executions of the same time too.
        var heads = await CreateManyAsync(12, static i => SampleHeads.New(Start(0).AddMilliseconds(i / 3), $"function-{i % 2}"));
        foreach (var head in heads.Where(static (_, i) => i % 4 == 0))
        {
            await CommitAsync(head.Ended(Start(60)));
        }

        var pages = await PagesAsync(new ExecutionQuery { PageSize = pageSize, OldestFirst = oldestFirst });

        var listed = pages.SelectMany(static page => page).ToArray();
        Assert.Equal((12 + pageSize - 1) / pageSize, pages.Count);
        Assert.All(pages.SkipLast(1), page => Assert.Equal(pageSize, page.Count));
        Assert.Equal(heads.Select(static head => head.Id).ToHashSet(), listed.Select(static head => head.Id).ToHashSet());
        Assert.Equal(12, listed.Length);
        Assert.Equal(listed.Order(Comparer<ExecutionHead>.Create((left, right) =>
            oldestFirst ? left.StartedAt.CompareTo(right.StartedAt) : right.StartedAt.CompareTo(left.StartedAt))), listed);
    }

    [Fact]
    public async Task Pages_do_not_shift_when_executions_start_and_end_in_between()
    {
        var heads = await CreateManyAsync(20, static i => SampleHeads.New(Start(i)));
        var listed = new List<ExecutionId>();
        string? marker = null;
        var page = 0;
        do
        {
            await SettleAsync();
            var found = await Store.ListAsync(new ExecutionQuery { PageSize = 6, Marker = marker });
            listed.AddRange(found.Heads.Select(static head => head.Id));
            marker = found.NextMarker;
            await CreateAsync(SampleHeads.New(Start(100 + page)));
            await CommitAsync(heads[page].Ended(Start(200)));
            await CommitAsync(heads[19 - page].Ended(Start(200)));
            page++;
        }
        while (marker is not null);

        Assert.Equal(heads.Reverse().Select(static head => head.Id), listed);
    }

    [Fact]
    public async Task Pages_of_running_executions_leave_out_those_that_have_ended_and_skip_no_other()
    {
        var heads = await CreateManyAsync(9, static i => SampleHeads.New(Start(i)));
        var query = new ExecutionQuery { PageSize = 3, OldestFirst = true, Statuses = [ExecutionStatus.Running] };
        var first = await ListAsync(query);

        // One that was listed already, the last one listed, which the marker stands for, and one that is to come.
        await CommitAsync(heads[0].Ended(Start(200)));
        await CommitAsync(heads[2].Ended(Start(200)));
        await CommitAsync(heads[4].Ended(Start(200)));
        var second = await ListAsync(query with { Marker = first.NextMarker });

        Assert.Equal([heads[0].Id, heads[1].Id, heads[2].Id], first.Heads.Select(static head => head.Id));
        Assert.Equal([heads[3].Id, heads[5].Id, heads[6].Id], second.Heads.Select(static head => head.Id));
    }

    [Fact]
    public async Task Pages_go_on_where_they_were_though_the_last_one_listed_is_deleted()
    {
        var heads = await CreateManyAsync(6, static i => SampleHeads.New(Start(i)));
        var query = new ExecutionQuery { PageSize = 3, OldestFirst = true };
        var first = await ListAsync(query);
        await CommitAsync(heads[2].Ended(Now) with { ExpiresAt = Now });
        await Store.DeleteExpiredAsync(Now, 10);

        var second = await ListAsync(query with { Marker = first.NextMarker });

        Assert.Equal([heads[3].Id, heads[4].Id, heads[5].Id], second.Heads.Select(static head => head.Id));
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData(".")]
    [InlineData("12.")]
    [InlineData("x.y")]
    public async Task A_marker_that_no_list_has_handed_out_is_an_error(string marker) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(new ExecutionQuery { Marker = marker }).AsTask());

    private static DateTimeOffset Start(int second) => ManualTimeProvider.DefaultStart.AddMinutes(-10).AddSeconds(second);

    private async Task<ExecutionHead[]> CreateManyAsync(int count, Func<int, ExecutionHead> head)
    {
        var heads = new ExecutionHead[count];
        for (var i = 0; i < count; i++)
        {
            heads[i] = await CreateAsync(head(i));
        }

        return heads;
    }

    private async Task<HeadPage> ListAsync(ExecutionQuery query)
    {
        await SettleAsync();
        return await Store.ListAsync(query);
    }

    private async Task<ExecutionId[]> IdsAsync(ExecutionQuery query) => [.. (await ListAsync(query)).Heads.Select(static head => head.Id)];

    private async Task<List<IReadOnlyList<ExecutionHead>>> PagesAsync(ExecutionQuery query)
    {
        var pages = new List<IReadOnlyList<ExecutionHead>>();
        do
        {
            var page = await ListAsync(query);
            pages.Add(page.Heads);
            Assert.True(pages.Count < 1000, "The pages go round in circles.");
            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        return pages;
    }
}
