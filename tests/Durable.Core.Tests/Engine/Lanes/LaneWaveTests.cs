using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine.Lanes;

/// <summary>What a wave costs where branches have turns of their own.</summary>
public sealed class LaneWaveTests
{
    [Fact]
    public void Branches_that_went_on_together_share_their_next_checkpoint_too()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            engine.Start(async context => (await context.MapAsync(
                new int[100],
                static async (branch, _, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(5));
                    return 1;
                })).SuccessCount);
            engine.Advance(TimeSpan.FromSeconds(4));
            var before = engine.Writes;

            engine.Advance(TimeSpan.FromSeconds(1));

            // The wave, the outcomes of the branches, and the end, if that does not share a write with the last of them.
            Assert.InRange(engine.Writes, before + 2, before + 3);
            Assert.Equal(ExecutionStatus.Succeeded, engine.Head.Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Waits_that_one_map_starts_are_due_together(bool inBranch)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            engine.Start(async context => inBranch
                ? (await context.MapAsync([1], static async (branch, _, _, _, _) => await WaitTogetherAsync(branch))).GetResults()[0]
                : await WaitTogetherAsync(context));

            // Turns take time.
            while (engine.Log.Snapshot().Values.Count(static operation => operation.Type == OperationType.Wait) < 20)
            {
                Assert.True(engine.Work.RunOne());
                engine.Clock.AdvanceTo(engine.Clock.GetUtcNow().AddMilliseconds(1));
            }

            Assert.Single(engine.Log.Snapshot().Values.Where(static operation => operation.Type == OperationType.Wait).Select(static wait => wait.DueAt).Distinct());
            Assert.Equal(20, engine.RunToResult<int>());
        }

        static async Task<int> WaitTogetherAsync(IDurableContext context) => (await context.MapAsync(
            new int[20],
            static async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(30));
                return 1;
            })).SuccessCount;
    }

    [Fact]
    public void Branches_whose_waits_were_due_before_they_came_back_share_one_request()
    {
        var engine = new EngineHarness(EngineHost.Grains);
        engine.Start(async context => (await context.MapAsync(
            new int[3],
            static async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                return 1;
            })).SuccessCount);
        engine.RunUntilIdle();
        engine.Crash();
        engine.Clock.AdvanceTo(engine.Clock.GetUtcNow().AddSeconds(20));
        var before = engine.Writes;

        _ = engine.ActivateAsync();
        engine.RunUntil(() => engine.Current.Branches.Count == 3);
        engine.Current.Branches.Delay(static _ => 0, 1000);
        engine.RunUntilIdle();

        // The wave, and the outcomes with the end.
        Assert.Equal(ExecutionStatus.Succeeded, engine.Head.Status);
        Assert.Equal(2, engine.Writes - before);
    }

    [Fact]
    public void A_branch_that_says_nothing_for_long_holds_nobody_up()
    {
        var engine = new EngineHarness(EngineHost.Grains);
        var outside = new TaskCompletionSource();
        engine.Start(async context => (await context.MapAsync(
            [1, 2],
            async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(5));
                if (item == 1)
                {
                    await outside.Task;
                }

                return await branch.StepAsync((_, _) => Task.FromResult(item), $"after {item}");
            })).SuccessCount);

        engine.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains("StepSucceeded after 2", engine.Events);
    }
}
