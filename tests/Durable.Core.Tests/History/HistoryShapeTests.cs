using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.History;

/// <summary>The examples of durable-model 6.2.</summary>
public sealed class HistoryShapeTests
{
    private static readonly StepConfig s_retryOnce = new()
    {
        RetryStrategy = RetryStrategy.FromDelegate(static (_, attempt) =>
            attempt < 2 ? RetryDecision.RetryAfter(TimeSpan.FromSeconds(4)) : RetryDecision.DoNotRetry()),
    };

    private readonly EngineHarness _engine = new();

    [Fact]
    public void One_step()
    {
        _engine.Start(static context => context.StepAsync(static (_, _) => Task.FromResult(1), "step"));
        _engine.RunToEnd();

        Assert.Equal(["ExecutionStarted", "StepStarted step", "StepSucceeded step", "InvocationCompleted", "ExecutionSucceeded"], _engine.Events);
    }

    [Fact]
    public void A_wait()
    {
        _engine.Start(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(2), "wait");
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(
            ["ExecutionStarted", "WaitStarted wait", "InvocationCompleted", "WaitSucceeded wait", "InvocationCompleted", "ExecutionSucceeded"],
            _engine.Events);
    }

    [Fact]
    public void A_step_that_fails_once()
    {
        _engine.Start(static context => context.StepAsync(
            static (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("slow") : Task.FromResult(1), "step", s_retryOnce));
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "StepStarted step", "StepFailed step", "InvocationCompleted",
                "StepStarted step", "StepSucceeded step", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
        Assert.Equal(new RetryDetails(1, 4), Single(HistoryEventType.StepFailed).Details.RetryDetails);
        Assert.Equal(new RetryDetails(2, null), Single(HistoryEventType.StepSucceeded).Details.RetryDetails);
    }

    [Fact]
    public void A_step_that_fails_for_good()
    {
        _engine.Start(static context => context.StepAsync<int>(
            static (_, _) => throw new TimeoutException("slow"), "step", new StepConfig { RetryStrategy = RetryStrategy.None }));
        _engine.RunToEnd();

        Assert.Equal(["ExecutionStarted", "StepStarted step", "StepFailed step", "InvocationCompleted", "ExecutionFailed"], _engine.Events);
        Assert.Equal(new RetryDetails(1, null), Single(HistoryEventType.StepFailed).Details.RetryDetails);
        Assert.Equal("slow", Single(HistoryEventType.ExecutionFailed).Details.Error!.Payload!.ErrorMessage);
    }

    [Fact]
    public void A_map_of_two_with_one_at_a_time()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync(
                [1, 2],
                static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item), $"step {item}"),
                "map",
                new MapConfig<int> { MaxConcurrency = 1 });
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "ContextStarted map",
                "ContextStarted 0", "StepStarted step 1", "StepSucceeded step 1", "ContextSucceeded 0",
                "ContextStarted 1", "StepStarted step 2", "StepSucceeded step 2", "ContextSucceeded 1",
                "ContextSucceeded map", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void An_empty_map()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync(Array.Empty<int>(), static (_, item, _, _, _) => Task.FromResult(item), "map");
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(["ExecutionStarted", "ContextStarted map", "ContextSucceeded map", "InvocationCompleted", "ExecutionSucceeded"], _engine.Events);
    }

    [Fact]
    public void A_batch_whose_arguments_are_refused_leaves_no_trace()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync([1], static (_, item, _, _, _) => Task.FromResult(item), "map", new MapConfig<int> { MaxConcurrency = 0 });
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(["ExecutionStarted", "InvocationCompleted", "ExecutionFailed"], _engine.Events);
    }

    [Fact]
    public void Flat_branches_leave_no_contexts_and_their_operations_hang_on_the_batch()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync(
                [1, 2],
                static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item), $"step {item}"),
                "map",
                new MapConfig<int> { MaxConcurrency = 1, NestingType = NestingType.Flat });
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "ContextStarted map", "StepStarted step 1", "StepSucceeded step 1", "StepStarted step 2", "StepSucceeded step 2",
                "ContextSucceeded map", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
        Assert.All(_engine.History.Where(static e => e.SubType == OperationSubTypes.Step), static e => Assert.Equal("1", e.ParentId));
    }

    [Fact]
    public void A_retry_is_no_event_when_it_becomes_ready()
    {
        _engine.Start(static async context =>
        {
            await Task.WhenAll(
                context.StepAsync(
                    static (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("slow") : Task.FromResult(1), "step", s_retryOnce),
                context.WaitAsync(TimeSpan.FromSeconds(4), "wait"));
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(
            ["InvocationCompleted", "WaitSucceeded wait", "StepStarted step", "StepSucceeded step"],
            _engine.Events.SkipWhile(static e => e != "InvocationCompleted").Take(4));
    }

    [Fact]
    public void A_branch_that_goes_on_while_another_is_busy_ends_no_invocation()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await Task.WhenAll(context.WaitAsync(TimeSpan.FromSeconds(3), "wait"), context.StepAsync((_, _) => body.Task, "busy"));
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(3));
        body.SetResult();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "WaitStarted wait", "StepStarted busy", "WaitSucceeded wait", "StepSucceeded busy",
                "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void Waits_that_end_together_are_recorded_before_what_their_branches_do()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync(
                [1, 2],
                static async (branch, item, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(3), $"wait {item}");
                    return await branch.StepAsync((_, _) => Task.FromResult(item), $"step {item}");
                },
                "map");
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(
            [
                "WaitSucceeded wait 1", "WaitSucceeded wait 2", "StepStarted step 1", "StepSucceeded step 1", "ContextSucceeded 0",
                "StepStarted step 2", "StepSucceeded step 2", "ContextSucceeded 1", "ContextSucceeded map",
            ],
            _engine.Events.SkipWhile(static e => e != "WaitSucceeded wait 1").Take(9));
    }

    private HistoryEvent Single(HistoryEventType type) => Assert.Single(_engine.History, e => e.EventType == type);
}
