using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task A_commit_replaces_the_head()
    {
        var head = await CreateAsync(SampleHeads.New(Now));

        var next = await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddMinutes(5), WakeUpKind.Timer) }, "records");

        Assert.Equal(2, next.Version);
        Assert.Equal(next, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task A_commit_can_change_any_part_of_the_head_but_the_input()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"kept\""));
        var changed = head.Next() with
        {
            FunctionVersion = "2",
            StartedAt = head.StartedAt.AddSeconds(1),
            ExecutionTimeout = TimeSpan.FromMinutes(7),
            Retention = TimeSpan.FromDays(3),
            WakeUp = null,
            Operations = 1_234_567_890_123,
            LogBytes = 9_876_543_210,
        };

        await CommitAsync(changed with { Input = "\"ignored\"" });

        Assert.Equal(changed, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task What_a_head_no_longer_says_is_gone()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: null));
        var full = head.Ended(Now.AddSeconds(1)) with { Status = ExecutionStatus.Running, ExpiresAt = null, WakeUp = head.WakeUp };
        var plain = full.Next() with { EndedAt = null, Result = null };

        await CommitAsync(full);
        Assert.Equal(full, (await Store.LoadAsync(head.Id))!.Head);
        await CommitAsync(plain);
        Assert.Equal(plain, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task The_input_is_kept_over_commits_that_do_not_carry_it()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"kept\""));

        var next = await CommitAsync(head.Next() with { Input = null });
        await CommitAsync(next.Ended(Now.AddSeconds(1)) with { Input = null });

        Assert.Equal("\"kept\"", (await Store.LoadAsync(head.Id))!.Head.Input);
    }

    [Fact]
    public async Task A_stale_commit_loses_and_changes_nothing()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var winner = await CommitAsync(head.Next(), "winner");

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Ended(Now.AddSeconds(1)), Utf8("loser"))));

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(winner, loaded!.Head);
        Assert.Equal(["winner"], Texts(loaded));
    }

    [Fact]
    public async Task A_commit_that_skips_a_version_loses()
    {
        var head = await CreateAsync(SampleHeads.New(Now));

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next().Next(), Utf8("early"))));

        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task A_commit_sent_twice_is_taken_once()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var checkpoint = new Checkpoint(head.Next(), Utf8("once"));

        Assert.True(await Store.CommitAsync(checkpoint));
        Assert.False(await Store.CommitAsync(checkpoint));

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(checkpoint.Head.CommitId, loaded!.Head.CommitId);
        Assert.Equal(["once"], Texts(loaded));
    }

    [Fact]
    public async Task A_commit_of_an_execution_that_is_not_there_loses()
    {
        var head = SampleHeads.New(Now);

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))));

        Assert.Null(await Store.LoadAsync(head.Id));
    }

    [Fact]
    public async Task A_commit_of_another_run_loses()
    {
        var head = await CreateAsync(SampleHeads.New(Now));

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next() with { RunId = SampleHeads.UniqueText() }, Utf8("records"))));

        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task Of_two_simultaneous_commits_of_one_version_exactly_one_wins()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        for (var round = 0; round < 200; round++)
        {
            var left = new Checkpoint(head.Next(), Utf8($"left {round}"));
            var right = new Checkpoint(head.Next(), Utf8($"right {round}"));

            var won = await Task.WhenAll(
                Task.Run(async () => await Store.CommitAsync(left)), Task.Run(async () => await Store.CommitAsync(right)));

            Assert.NotEqual(won[0], won[1]);
            var winner = won[0] ? left : right;
            var loaded = await Store.LoadAsync(head.Id);
            Assert.Equal(winner.Head, loaded!.Head);
            Assert.Equal(round + 1, loaded.Segments.Count);
            Assert.Equal(winner.Records.ToArray(), loaded.Segments[^1].ToArray());
            head = winner.Head;
        }
    }

    [Fact]
    public async Task A_thousand_executions_at_the_same_time_do_not_disturb_each_other()
    {
        var started = Enumerable.Range(0, 1000).Select(i => SampleHeads.New(Now, name: $"execution-{i}", input: $"{i}")).ToArray();

        await Task.WhenAll(started.Select(head => Task.Run(async () =>
        {
            var current = await CreateAsync(head);
            current = await CommitAsync(current.Next(), $"{head.Id.Name} 2");
            current = await CommitAsync(current.Next(), $"{head.Id.Name} 3");
            await CommitAsync(current.Ended(Now.AddSeconds(1), result: head.Input), $"{head.Id.Name} 4");
        })));

        foreach (var head in started)
        {
            var loaded = await Store.LoadAsync(head.Id);
            Assert.Equal(4, loaded!.Head.Version);
            Assert.Equal(head.Input, loaded.Head.Input);
            Assert.Equal(head.Input, loaded.Head.Result);
            Assert.Equal([$"{head.Id.Name} 2", $"{head.Id.Name} 3", $"{head.Id.Name} 4"], Texts(loaded));
        }
    }
}
