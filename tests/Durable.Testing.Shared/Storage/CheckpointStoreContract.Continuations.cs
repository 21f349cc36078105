using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task A_run_that_continues_takes_log_and_input_away_and_leaves_a_new_head()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"first\""));
        head = await CommitAsync(head.Next(), "old");

        var next = await ContinueAsync(head, "\"second\"");

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(next, loaded!.Head);
        Assert.Empty(loaded.Segments);
        Assert.Equal(next with { Input = null }, await Store.ReadHeadAsync(head.Id, includeData: false));
    }

    [Fact]
    public async Task The_next_run_goes_on_like_any_other()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        head = await ContinueAsync(await CommitAsync(head.Next(), "old"), "\"second\"", "first");

        head = await CommitAsync(head.Next(), "second");
        head = await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddHours(1), WakeUpKind.Timer) }, "third");
        var ended = await CommitAsync(head.Ended(Now.AddSeconds(5)), "fourth");

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(ended, loaded!.Head);
        Assert.Equal(["first", "second", "third", "fourth"], Texts(loaded));
    }

    [Fact]
    public async Task A_run_can_continue_without_an_input_and_again()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"first\""));
        head = await ContinueAsync(head, input: null);
        head = await CommitAsync(head.Next(), "old");

        head = await ContinueAsync(head, "\"third\"");

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(head, loaded!.Head);
        Assert.Equal(3, loaded.Head.RunNumber);
        Assert.Empty(loaded.Segments);
    }

    [Fact]
    public async Task A_continuation_of_a_stale_head_or_another_run_loses_and_changes_nothing()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var winner = await CommitAsync(head.Next(), "winner");

        Assert.False(await Store.CommitAsync(Continuation(head, "{}")));
        Assert.False(await Store.CommitAsync(Continuation(winner, "{}") with { EndedRunId = SampleHeads.UniqueText() }));

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(winner, loaded!.Head);
        Assert.Equal(["winner"], Texts(loaded));
    }

    [Fact]
    public async Task Who_still_writes_for_the_run_before_loses()
    {
        var head = await CommitAsync((await CreateAsync(SampleHeads.New(Now))).Next(), "old");
        var next = await ContinueAsync(head, "{}");

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("late"))));
        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next() with { Version = next.Version + 1 }, Utf8("late"))));

        Assert.Equal(next, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task Runs_of_any_size_follow_each_other()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: $"\"{new string('a', 300_000)}\""));
        for (var run = 0; run < 3; run++)
        {
            var records = RandomBytes(500_000, seed: run);
            head = head.Next();
            Assert.True(await Store.CommitAsync(new Checkpoint(head, records)));
            Assert.Equal(records, Assert.Single((await Store.LoadAsync(head.Id))!.Segments).ToArray());
            head = await ContinueAsync(head, $"\"{Convert.ToBase64String(RandomBytes(30_000, seed: 10 + run))}\"");
            Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
            Assert.Equal(head, await Store.ReadHeadAsync(head.Id, includeData: true));
        }
    }

    [Fact]
    public async Task An_execution_keeps_its_place_in_lists_when_it_continues()
    {
        var first = await CreateAsync(SampleHeads.New(Now));
        var second = await CreateAsync(SampleHeads.New(Now.AddSeconds(1)));
        var third = await CreateAsync(SampleHeads.New(Now.AddSeconds(2)));
        second = await ContinueAsync(second, "{}", startedAt: Now.AddHours(1));
        await SettleAsync();

        Assert.Equal([third.Id, second.Id, first.Id], await IdsAsync(new ExecutionQuery()));
        Assert.Equal(
            [third.Id, second.Id, first.Id],
            (await PagesAsync(new ExecutionQuery { FunctionName = SampleHeads.Function, PageSize = 1 })).SelectMany(static page => page).Select(static head => head.Id));
        Assert.Equal(
            [second.Id],
            await IdsAsync(new ExecutionQuery { StartedAfter = first.StartedAt, StartedBefore = third.StartedAt, OldestFirst = true }));
        var listed = (await ListAsync(new ExecutionQuery())).Heads[1];
        Assert.Equal(second with { Input = null }, listed);
    }

    [Fact]
    public async Task The_wake_up_of_the_next_run_replaces_the_one_before()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var next = await ContinueAsync(head with { WakeUp = new WakeUp(Now.AddMinutes(7), WakeUpKind.Timer) }, "{}");
        await SettleAsync();

        var due = Assert.Single(await Store.ReadDueAsync(new DueQuery { Until = DateTimeOffset.MaxValue }));
        Assert.Equal(next.WakeUp, due.WakeUp);
    }

    [Fact]
    public async Task An_execution_of_several_runs_expires_as_one()
    {
        var head = await CommitAsync((await CreateAsync(SampleHeads.New(Now))).Next(), "old");
        head = await ContinueAsync(head, "{}");
        var ended = await CommitAsync(head.Ended(Now.AddSeconds(1)), "end");

        Time.Advance(ended.Retention + TimeSpan.FromSeconds(1));

        Assert.Null(await Store.LoadAsync(head.Id));
        var again = SampleHeads.New(Now, name: head.Id.Name, input: "\"again\"");
        Assert.Null(await Store.CreateAsync(again));
        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(again, loaded!.Head);
        Assert.Empty(loaded.Segments);
    }

    private static Checkpoint Continuation(ExecutionHead head, string? input, string records = "", DateTimeOffset? startedAt = null)
    {
        var next = head.Next() with
        {
            RunId = SampleHeads.UniqueText(),
            FunctionVersion = "2",
            StartedAt = startedAt ?? head.StartedAt.AddSeconds(10),
            Continuation = new Continuation(head.RunNumber + 1, head.FirstRunId, head.FirstStartedAt, "digest"),
            Operations = 0,
            LogBytes = 0,
            Input = input,
        };
        return new Checkpoint(next, Utf8(records)) { EndedRunId = head.RunId };
    }

    private async Task<ExecutionHead> ContinueAsync(ExecutionHead head, string? input, string records = "", DateTimeOffset? startedAt = null)
    {
        var checkpoint = Continuation(head, input, records, startedAt);
        Assert.True(await Store.CommitAsync(checkpoint));
        return checkpoint.Head;
    }
}
