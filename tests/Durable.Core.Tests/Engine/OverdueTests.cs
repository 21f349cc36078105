using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>Operations that are due before their own record has reached the store.</summary>
public sealed class OverdueTests
{
    public static TheoryData<string> Hosts => ["Embedded", "Grains"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void However_many_batches_it_takes_to_record_them_a_branch_takes_the_same_turns_to_go_on(string host)
    {
        // Twice the branches take twice the batches: work that grows with both would be four times as much.
        var few = ItemsToGoOn(host, branches: 100);
        var many = ItemsToGoOn(host, branches: 200);

        Assert.InRange(many, few, few * 2.2);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_retry_that_is_due_before_it_was_recorded_is_run_once_that_is_durable(string host)
    {
        var engine = NewEngine(host, maxBatchOperations: 1);
        var attempts = new int[3];
        engine.Start(async context =>
        {
            var batch = await context.MapAsync(
                [0, 1, 2],
                (branch, item, _, _, _) => branch.StepAsync((_, _) => ++attempts[item] == 1
                    ? throw new InvalidOperationException("once")
                    : Task.FromResult(item)));
            return batch.GetResults().Sum();
        });
        engine.RunUntil(() => attempts.Sum() == 3);
        engine.Store.Holds = true;
        engine.RunUntilIdle();
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        engine.RunUntilIdle();

        Release(engine);

        Assert.Equal(3, engine.RunToResult<int>());
        Assert.Equal([2, 2, 2], attempts);
        Assert.Equal(ActivationState.Closed, engine.Current.State);
    }

    private static long ItemsToGoOn(string host, int branches)
    {
        var engine = NewEngine(host, maxBatchOperations: 10);
        var resumed = 0;
        engine.Start(async context =>
        {
            await context.MapAsync(
                Enumerable.Range(0, branches).ToArray(),
                async (branch, _, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(1));
                    resumed++;
                    return true;
                });
            return true;
        });
        engine.Store.Holds = true;
        engine.RunUntilIdle();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        engine.RunUntilIdle();
        var before = engine.Work.Ran;

        Release(engine);

        Assert.Equal(branches, resumed);
        return engine.Work.Ran - before;
    }

    // The store is as slow as the test wants; from here on it answers.
    private static void Release(EngineHarness engine)
    {
        engine.Store.Holds = false;
        engine.Store.HeldCommit.Complete();
        engine.RunUntilIdle();
    }

    private static EngineHarness NewEngine(string host, int maxBatchOperations)
    {
        var engine = new EngineHarness(host == "Grains" ? EngineHost.Grains : EngineHost.Embedded);
        engine.Options.MaxBatchOperations = maxBatchOperations;
        return engine;
    }
}
