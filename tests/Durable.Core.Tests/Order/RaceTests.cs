using Durable.Core.Log.Records;
using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>What was first in the first run is first in every replay.</summary>
public sealed class RaceTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static TheoryData<bool> Lanes => OrderHarness.Lanes;

    [Theory]
    [MemberData(nameof(Lanes))]
    public void A_step_that_was_too_late_is_too_late_on_replay(bool inBranch)
    {
        var work = new TaskCompletionSource<int>();
        List<string> verdicts = [];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var step = context.SlowStepAsync("work", work);
            var limit = context.WaitAsync(TimeSpan.FromSeconds(1), "limit");
            var verdict = await Task.WhenAny(step, limit) == step ? "in time" : "too late";
            verdicts.Add(verdict);
            await context.WaitAsync(s_pause, "pause");
            await step;
            return verdict;
        });
        engine.Advance(TimeSpan.FromSeconds(2));
        work.SetResult(1);
        engine.RunUntilIdle();

        engine.CrashAndResume();

        Assert.Equal("too late", engine.RunToResult<string>());
        Assert.Equal(["too late", "too late"], verdicts);
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Chains_side_by_side_take_the_same_ids_on_replay(bool inBranch)
    {
        var bodies = Enumerable.Range(0, 3).Select(static _ => new TaskCompletionSource<string>()).ToArray();
        string[] customers = ["Ada", "Bob", "Cyd"];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var labels = await Task.WhenAll(customers.Select(async (customer, index) =>
            {
                var address = await context.StepAsync<string>((_, _) => bodies[index].Task);
                return $"{customer}: {await context.StepAsync((_, _) => Task.FromResult($"{customer} at {address}"))}";
            }));
            await context.WaitAsync(s_pause);
            return string.Join("; ", labels);
        });
        engine.RunUntilIdle();
        foreach (var index in (int[])[2, 1, 0])
        {
            bodies[index].SetResult($"street {index}");
            engine.RunUntilIdle();
        }

        engine.CrashAndResume();

        Assert.Equal("Ada: Ada at street 0; Bob: Bob at street 1; Cyd: Cyd at street 2", engine.RunToResult<string>());
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Each_call_has_a_task_of_its_own_on_replay(bool inBranch)
    {
        List<int> tasks = [];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            Task[] calls =
            [
                context.StepAsync("a", 0),
                context.StepAsync("b", 0),
                context.StepAsync((_, _) => Task.CompletedTask, "c"),
                context.RunInChildContextAsync(static (_, _) => Task.CompletedTask, "nested"),
                context.RunInChildContextAsync(static (_, _) => Task.CompletedTask, "flat", new ChildContextConfig { NestingType = NestingType.Flat }),
                context.MapAsync(Array.Empty<int>(), static (_, item, _, _, _) => Task.FromResult(item), "map"),
                context.WaitAsync(TimeSpan.FromSeconds(1), "wait"),
            ];
            tasks.Add(calls.Distinct().Count());
            Assert.DoesNotContain(calls, static call => call.IsCompleted);
            await Task.WhenAll(calls);
            await context.WaitAsync(s_pause, "pause");
            return tasks.Count;
        });
        engine.Advance(TimeSpan.FromSeconds(2));

        engine.CrashAndResume();

        Assert.Equal(2, engine.RunToResult<int>());
        Assert.Equal([7, 7], tasks);
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void A_loop_of_races_sees_the_same_order_on_replay(bool inBranch)
    {
        var bodies = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource<int>()).ToArray();
        List<string> orders = [];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            List<Task<int>> open = [.. bodies.Select((body, index) => context.SlowStepAsync($"{index}", body))];
            List<int> order = [];
            while (open.Count > 0)
            {
                var first = await Task.WhenAny(open);
                open.Remove(first);
                order.Add(await first);
            }

            orders.Add(string.Join(' ', order));
            await context.WaitAsync(s_pause);
            return orders[^1];
        });
        engine.RunUntilIdle();
        foreach (var index in (int[])[2, 0, 3, 1])
        {
            bodies[index].SetResult(index);
            engine.RunUntilIdle();
        }

        engine.CrashAndResume();

        Assert.Equal("2 0 3 1", engine.RunToResult<string>());
        Assert.Equal(["2 0 3 1", "2 0 3 1"], orders);
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void A_callback_against_a_wait_has_the_same_winner_on_replay(bool inBranch)
    {
        List<string> winners = [];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var callback = await context.CreateCallbackAsync<int>("approval");
            var answer = callback.GetResultAsync();
            var limit = context.WaitAsync(TimeSpan.FromSeconds(1), "limit");
            winners.Add(await Task.WhenAny(answer, limit) == answer ? "answer" : "limit");
            await context.WaitAsync(s_pause, "pause");
            await answer;
            return winners[^1];
        });
        engine.Advance(TimeSpan.FromSeconds(2));
        engine.Send(engine.CallbackId(), CallbackAction.Succeed, "1");

        engine.CrashAndResume();

        Assert.Equal("limit", engine.RunToResult<string>());
        Assert.Equal(["limit", "limit"], winners);
    }

    [Fact]
    public void A_watermark_that_overtakes_records_keeps_their_order()
    {
        var engine = new EngineHarness();
        engine.Options.MaxBatchOperations = 1;
        var late = new TaskCompletionSource<int>();
        List<string> orders = [];
        engine.Start(async context =>
        {
            List<string> order = [];
            var wait = SeeAsync(context.WaitAsync(TimeSpan.FromSeconds(1), "wait"), "wait");
            var steps = Enumerable.Range(0, 3).Select(index => SeeAsync(context.SlowStepAsync($"s{index}", late), $"s{index}")).ToArray();
            await wait;
            await Task.WhenAll(steps);
            orders.Add(string.Join(' ', order));
            await context.WaitAsync(s_pause, "pause");
            return orders[^1];

            async Task SeeAsync(Task task, string name)
            {
                await task;
                order.Add(name);
            }
        });
        engine.RunUntilIdle();

        // While a checkpoint is under way the steps end and the wait falls due: their records do not fit into one batch.
        engine.Store.Holds = true;
        late.SetResult(0);
        engine.RunUntilIdle();
        engine.Clock.AdvanceTo(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        engine.RunUntilIdle();
        var held = engine.Store.HeldCommit;
        engine.Store.Holds = false;
        held.Carry();
        held.Answer();
        engine.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains(engine.Records, static record => record is WatermarkRecord { IsAhead: true });

        engine.CrashAndResume();

        engine.RunToResult<string>();
        Assert.Equal(2, orders.Count);
        Assert.Equal(orders[0], orders[1]);
    }
}
