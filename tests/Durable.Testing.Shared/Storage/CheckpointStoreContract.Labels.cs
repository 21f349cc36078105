using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    private static readonly Dictionary<string, string> s_odd = new() { ["odd.key:1/x"] = "it's \"größe\" = 1, 日本 👍", ["empty"] = "" };

    [Fact]
    public async Task Business_key_and_tags_are_kept_whatever_is_committed()
    {
        var head = await CreateAsync(Labelled(0, "Bestellung № 7 'x'", s_odd));
        await SettleAsync();
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);

        head = await CommitAsync(head.Next(), "records");
        head = await ContinueAsync(head, "\"second\"");
        Assert.Equal(head with { Input = null }, await Store.ReadHeadAsync(head.Id, includeData: false));

        head = await CommitAsync(head.Ended(Start(60)));
        await SettleAsync();
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
        Assert.Equal(s_odd, head.Tags!.Values);
        Assert.Equal(head.BusinessKey, Assert.Single((await ListAsync(new ExecutionQuery { BusinessKey = head.BusinessKey, Tags = s_odd })).Heads).BusinessKey);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00 vendor=value,other=1")]
    [InlineData("no context at all: größe")]
    public async Task The_trace_context_is_kept_whatever_is_committed(string trace)
    {
        var head = await CreateAsync(SampleHeads.New(Start(0)) with { Trace = trace });
        head = await CommitAsync(head.Next(), "records");
        head = await ContinueAsync(head, "\"second\"");
        Assert.Equal(trace, (await Store.ReadHeadAsync(head.Id, includeData: false))!.Trace);

        head = await CommitAsync(head.Ended(Start(60)));
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task A_list_can_be_of_one_business_key()
    {
        var heads = await CreateManyAsync(9, static i => Labelled(i, i % 3 == 0 ? null : $"key-{i % 3}", function: $"function-{i % 2}"));

        Assert.Equal([heads[7].Id, heads[4].Id, heads[1].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-1" }));
        Assert.Equal([heads[2].Id, heads[5].Id, heads[8].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-2", OldestFirst = true }));
        Assert.Equal([heads[4].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-1", FunctionName = "function-0" }));
        Assert.Equal([heads[5].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-2", Name = heads[5].Id.Name }));
        Assert.Equal([heads[5].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-2", Name = heads[5].Id.Name, FunctionName = "function-1" }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { BusinessKey = "key-1", Name = heads[5].Id.Name, FunctionName = "function-1" }));
        Assert.Equal([heads[4].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key-1", StartedAfter = Start(1), StartedBefore = Start(7) }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { BusinessKey = "KEY-1" }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { BusinessKey = "key" }));
        Assert.Equal(9, (await IdsAsync(new ExecutionQuery())).Length);
    }

    [Fact]
    public async Task A_business_key_and_a_status_are_filtered_together()
    {
        var heads = await CreateManyAsync(4, static i => Labelled(i, "key"));
        await CommitAsync(heads[1].Ended(Start(60)));
        await CommitAsync(heads[2].Ended(Start(60), ExecutionStatus.Failed));
        await SettleAsync();

        Assert.Equal([heads[3].Id, heads[0].Id], await IdsAsync(new ExecutionQuery { BusinessKey = "key", Statuses = [ExecutionStatus.Running] }));
        Assert.Equal(
            [heads[2].Id, heads[1].Id],
            await IdsAsync(new ExecutionQuery { BusinessKey = "key", Statuses = [ExecutionStatus.Succeeded, ExecutionStatus.Failed] }));
    }

    [Fact]
    public async Task All_tags_of_a_filter_must_be_there_with_their_values()
    {
        var heads = await CreateManyAsync(4, static i => Labelled(i, null, i switch
        {
            0 => null,
            1 => new() { ["color"] = "red" },
            2 => new() { ["color"] = "red", ["size"] = "1" },
            _ => new() { ["color"] = "blue", ["size"] = "1" },
        }));

        Assert.Equal([heads[2].Id, heads[1].Id], await IdsAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["color"] = "red" } }));
        Assert.Equal([heads[2].Id], await IdsAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["size"] = "1", ["color"] = "red" } }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["size"] = "2" } }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["Color"] = "red" } }));
        Assert.Empty(await IdsAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["red"] = "color" } }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Pages_are_full_though_the_filter_drops_most(int pageSize)
    {
        var heads = await CreateManyAsync(60, static i => Labelled(
            i, i % 2 == 0 ? "key" : null, i % 7 == 0 ? new() { ["seventh"] = "yes" } : new() { ["seventh"] = "no" }, $"function-{i % 3}"));
        var seventh = new Dictionary<string, string> { ["seventh"] = "yes" };

        await AssertPagesAsync(new ExecutionQuery { Tags = seventh }, i => i % 7 == 0);
        await AssertPagesAsync(new ExecutionQuery { Tags = seventh, OldestFirst = true }, i => i % 7 == 0);
        await AssertPagesAsync(new ExecutionQuery { Tags = seventh, BusinessKey = "key" }, i => i % 14 == 0);
        await AssertPagesAsync(new ExecutionQuery { Tags = seventh, FunctionName = "function-1", Statuses = [ExecutionStatus.Running] }, i => i % 7 == 0 && i % 3 == 1);
        await AssertPagesAsync(new ExecutionQuery { BusinessKey = "key", FunctionName = "function-2" }, i => i % 2 == 0 && i % 3 == 2);

        async Task AssertPagesAsync(ExecutionQuery query, Func<int, bool> matches)
        {
            var expected = Enumerable.Range(0, heads.Length).Where(matches).Select(i => heads[i].Id);
            var pages = await PagesAsync(query with { PageSize = pageSize });

            Assert.Equal(query.OldestFirst ? expected : expected.Reverse(), pages.SelectMany(static page => page).Select(static head => head.Id));
            Assert.All(pages.SkipLast(1), page => Assert.Equal(pageSize, page.Count));
            Assert.NotEmpty(pages[^1]);
        }
    }

    [Fact]
    public async Task A_name_that_is_used_again_has_the_labels_of_its_new_execution()
    {
        var old = await CreateAsync(Labelled(0, "old", s_odd));
        var ended = await CommitAsync(old.Ended(Start(1)));
        Time.Advance(ended.Retention + TimeSpan.FromDays(1));

        var again = await CreateAsync(SampleHeads.New(Now, name: old.Id.Name) with { BusinessKey = "new" });
        await SettleAsync();

        Assert.Empty(await IdsAsync(new ExecutionQuery { BusinessKey = "old" }));
        Assert.Equal([again.Id], await IdsAsync(new ExecutionQuery { BusinessKey = "new" }));
        Assert.Equal(again, (await Store.LoadAsync(again.Id))!.Head);
    }

    private static ExecutionHead Labelled(int i, string? businessKey, Dictionary<string, string>? tags = null, string function = SampleHeads.Function) =>
        SampleHeads.New(Start(i), function) with { BusinessKey = businessKey, Tags = TagSet.Of(tags) };
}
