using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine.Lanes;

public sealed class LaneCallbackTests
{
    private readonly EngineHarness _engine = new(EngineHost.Grains);

    [Fact]
    public void A_callback_is_awaited_in_a_branch()
    {
        _engine.Start(static context => SumAsync(context, 3));
        _engine.RunUntilIdle();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId($"k{i}"), CallbackAction.Succeed, $"{i + 1}"));
        }

        Assert.Equal(6, _engine.RunToResult<int>());
    }

    [Fact]
    public void Branches_that_wait_for_callbacks_let_the_execution_hibernate_and_a_completion_brings_it_back()
    {
        _engine.Start(static context => SumAsync(context, 2));
        _engine.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(ActivationState.Released, _engine.Current.State);

        _engine.Send(_engine.CallbackId("k0"), CallbackAction.Succeed, "1");
        Assert.Equal(ActivationState.Running, _engine.Current.State);
        _engine.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        _engine.Send(_engine.CallbackId("k1"), CallbackAction.Succeed, "2");

        Assert.Equal(3, _engine.RunToResult<int>());
        Assert.DoesNotContain("InvocationCompleted with error", _engine.Events);
    }

    [Fact]
    public void Whatever_the_wire_does_completions_reach_their_branches()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var engine = new EngineHarness(EngineHost.Grains, random.Next);
            engine.Start(static context => SumAsync(context, 4));
            HashSet<int> sent = [];
            while (engine.Head.Status == ExecutionStatus.Running)
            {
                var started = engine.History.Where(static e => e.EventType == HistoryEventType.CallbackStarted)
                    .Select(static e => (Value: e.Name![1] - '0', e.Details.CallbackId)).Where(callback => !sent.Contains(callback.Value)).ToArray();
                if (started.Length > 0 && random.Next(20) == 0)
                {
                    var (value, callbackId) = started[random.Next(started.Length)];
                    sent.Add(value);
                    _ = engine.SendAsync(callbackId!, CallbackAction.Succeed, $"{value + 1}");
                }
                else if (!engine.Work.RunOne() && started.Length == 0)
                {
                    engine.PassTime();
                }
            }

            Assert.Equal(10, engine.RunToResult<int>());
        }
    }

    [Fact]
    public void A_timeout_reaches_its_branch()
    {
        _engine.Start(static async context =>
        {
            var batch = await context.MapAsync(
                [1, 2],
                static async (branch, seconds, _, _, _) =>
                    await (await branch.CreateCallbackAsync<int>(config: new CallbackConfig { Timeout = TimeSpan.FromSeconds(seconds) })).GetResultAsync(),
                config: new MapConfig<int> { CompletionConfig = CompletionConfig.AllCompleted() });
            return batch.Failed.Count(static item => ((ChildContextException)item.Error!).ErrorType == CallbackTimeoutException.TimeoutErrorType);
        });

        Assert.Equal(2, _engine.RunToResult<int>());
        Assert.Equal(2, _engine.Head.EndedAt!.Value.Subtract(_engine.Head.StartedAt).TotalSeconds);
    }

    [Fact]
    public void No_step_of_a_branch_starts_on_a_completion_that_is_not_durable()
    {
        var ran = false;
        _engine.Start(async context =>
        {
            var batch = await context.MapAsync([1], async (branch, _, _, _, _) =>
            {
                await (await branch.CreateCallbackAsync<int>()).GetResultAsync();
                return await branch.StepAsync((_, _) => Task.FromResult(ran = true));
            });
            return batch.SuccessCount;
        });
        _engine.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        _engine.Store.Holds = true;

        var answer = _engine.SendAsync(_engine.CallbackId(), CallbackAction.Succeed, "1");
        _engine.RunUntilIdle();
        Assert.False(answer.IsCompleted || ran);

        _engine.Store.Holds = false;
        _engine.Store.HeldCommit.Complete();
        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.True(ran);
    }

    [Fact]
    public void A_branch_that_is_no_longer_needed_stops_waiting_and_its_callback_stays_open()
    {
        _engine.Start(static async context =>
        {
            var batch = await context.ParallelAsync<int>(
                [
                    static async (branch, _) => await (await branch.CreateCallbackAsync<int>("slow")).GetResultAsync(),
                    static async (branch, _) => await (await branch.CreateCallbackAsync<int>("fast")).GetResultAsync(),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
            await context.WaitAsync(TimeSpan.FromSeconds(20));
            return batch.StartedCount;
        });
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId("fast"), CallbackAction.Succeed, "1");

        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId("slow"), CallbackAction.Succeed, "2"));
        Assert.Equal(1, _engine.RunToResult<int>());
    }

    private static async Task<int> SumAsync(IDurableContext context, int branches) => (await context.MapAsync(
        Enumerable.Range(0, branches).ToArray(),
        static async (branch, item, _, _, _) =>
        {
            var callback = await branch.CreateCallbackAsync<int>($"k{item}");
            await branch.StepAsync(static (_, _) => Task.CompletedTask);
            return await callback.GetResultAsync();
        })).GetResults().Sum();
}
