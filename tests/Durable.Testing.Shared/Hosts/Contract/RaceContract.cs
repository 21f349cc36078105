namespace Durable.Testing;

/// <summary>What a function saw first it sees first on every replay, on every host.</summary>
public abstract class RaceContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task The_winner_of_a_race_wins_every_replay()
    {
        var late = new TaskCompletionSource<int>();
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var work = context.StepAsync((_, _) => late.Task, "work");
            var limit = context.WaitAsync(TimeSpan.FromSeconds(1), "limit");
            var winner = await Task.WhenAny(work, limit) == work ? "in time" : "too late";
            late.TrySetResult(1);
            return $"{winner} {await work}";
        });

        Assert.Equal("too late 1", first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Chains_side_by_side_come_to_the_same_on_replay()
    {
        var addresses = Enumerable.Range(0, 3).Select(static _ => new TaskCompletionSource()).ToArray();
        addresses[^1].SetResult();
        var (first, replayed) = await RunAndReplayAsync(async context => string.Join("; ", await Task.WhenAll(Enumerable.Range(0, 3).Select(async customer =>
        {
            // The last one is there first.
            var address = await context.StepAsync(async (_, _) =>
            {
                await addresses[customer].Task;
                return $"address of {customer}";
            });
            addresses[Math.Max(0, customer - 1)].TrySetResult();
            return await context.StepAsync((_, _) => Task.FromResult($"{customer} at {address}"));
        }))));

        Assert.Equal("0 at address of 0; 1 at address of 1; 2 at address of 2", first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Batches_against_each_other_have_the_same_order_on_replay()
    {
        var gate = new TaskCompletionSource<int>();
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var slow = context.MapAsync([1, 2], (branch, _, _, _, _) => branch.StepAsync((_, _) => gate.Task), "slow");
            var quick = context.ParallelAsync<int>([static async (branch, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(1));
                return 1;
            }], "quick");
            var winner = await Task.WhenAny(slow, quick) == quick ? "quick" : "slow";
            gate.TrySetResult(2);
            await Task.WhenAll(slow, quick);
            return winner;
        });

        Assert.Equal(("quick", "quick"), (first, replayed));
    }

    [Fact]
    public async Task What_a_caller_cancelled_is_cancelled_on_replay()
    {
        var bodies = 0;
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            using var source = new CancellationTokenSource();
            var step = context.StepAsync(
                async (_, token) =>
                {
                    Interlocked.Increment(ref bodies);
                    await new TaskCompletionSource().Task.WaitAsync(token);
                    return 1;
                },
                "step",
                cancellationToken: source.Token);
            await context.WaitAsync(TimeSpan.FromSeconds(1), "patience");
            source.Cancel();
            var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);

            // The body may not have begun by then; what matters is that a replay does not run it.
            return (exception.Message, Bodies: Volatile.Read(ref bodies));
        });

        Assert.Equal("The call of step 'step' was cancelled by the token that its caller gave it.", first.Message);
        Assert.Equal(first, replayed);
        Assert.InRange(bodies, 0, 1);
    }

    [Fact]
    public async Task Time_ids_and_random_numbers_are_the_same_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var map = await context.MapAsync([1, 2], static async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(1));
                return $"{branch.Now:O} {branch.NewGuid()} {branch.Random.NextInt64()}";
            });
            return string.Join(' ', map.GetResults().Append($"{context.Now:O} {context.NewGuid()} {context.Random.NextInt64()}"));
        });

        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task An_outer_context_in_a_branch_is_refused()
    {
        var message = await RunAsync(async context =>
        {
            var map = await context.MapAsync([1], (_, item, _, _, _) => context.StepAsync((_, _) => Task.FromResult(item)), "map");
            return map.All[0].Error!.Message;
        });

        Assert.Contains("Use the context that", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_branches_that_may_start_do_before_one_ends()
    {
        var count = await RunAsync(async context =>
            (await context.MapAsync<int, int>([1, 2, 3], static (_, _, _, _, _) => throw new InvalidOperationException("no"))).TotalCount);

        Assert.Equal(3, count);
    }
}
