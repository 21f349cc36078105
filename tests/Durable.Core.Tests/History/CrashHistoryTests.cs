using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.History;

public sealed class CrashHistoryTests
{
    private readonly EngineHarness _engine = new();

    [Fact]
    public void A_crash_is_an_invocation_that_ended_with_an_error()
    {
        _engine.Start(TwoStepsAsync);
        _engine.RunUntil(() => _engine.Head.Version == 2);

        _engine.Crash();
        _engine.RunToEnd();

        var lost = _engine.History.First(static e => e.EventType == HistoryEventType.InvocationCompleted);
        Assert.Equal("Runtime.ExitError", lost.Details.Error!.Payload!.ErrorType);
        Assert.Equal(_engine.Head.StartedAt, lost.Details.StartTimestamp);
    }

    [Fact]
    public void An_at_least_once_step_that_was_interrupted_does_not_start_again()
    {
        _engine.Start(TwoStepsAsync);
        _engine.RunUntil(() => _engine.Head.Version == 2);

        _engine.Crash();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "StepStarted first", "StepSucceeded first", "StepStarted second", "InvocationCompleted with error",
                "StepSucceeded second", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void An_at_most_once_step_that_was_interrupted_has_failed()
    {
        _engine.Start(context => StepAsync(context, "once", Once(RetryStrategy.None)));
        _engine.RunUntil(() => _engine.Head.Version == 2);

        _engine.Crash();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "StepStarted once", "InvocationCompleted with error", "StepFailed once", "InvocationCompleted", "ExecutionFailed",
            ],
            _engine.Events);
        Assert.Equal(StepInterruptedException.WireErrorType, _engine.Log.Find("1")!.Error!.ErrorType);
    }

    [Fact]
    public void An_at_most_once_step_that_was_interrupted_starts_its_next_attempt()
    {
        _engine.Start(context => StepAsync(
            context, "once", Once(RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(2))))));
        _engine.RunUntil(() => _engine.Head.Version == 2);

        _engine.Crash();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "StepStarted once", "InvocationCompleted with error", "StepFailed once", "InvocationCompleted",
                "StepStarted once", "StepSucceeded once", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void A_crash_before_anything_was_recorded_leaves_no_step_events()
    {
        _engine.Start(TwoStepsAsync);
        _engine.RunUntil(() => _engine.Store.Commits.Any());

        _engine.Crash();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "InvocationCompleted with error", "StepStarted first", "StepSucceeded first", "StepStarted second",
                "StepSucceeded second", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void A_crash_while_hibernated_leaves_no_trace()
    {
        _engine.Start(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1), "wait");
            return true;
        });
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Released, _engine.Current.State);

        _engine.RunToEnd();

        Assert.DoesNotContain("InvocationCompleted with error", _engine.Events);
    }

    [Fact]
    public void A_crash_while_suspended_in_memory_is_no_lost_invocation()
    {
        _engine.Start(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(10), "wait");
            return true;
        });
        _engine.RunUntilIdle();

        _engine.Crash();
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted", "WaitStarted wait", "InvocationCompleted", "InvocationCompleted", "WaitSucceeded wait",
                "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void Two_crashes_leave_two_lost_invocations_with_ids_of_their_own()
    {
        _engine.Start(TwoStepsAsync);
        _engine.RunUntil(() => _engine.Head.Version == 2);
        _engine.Crash();
        _ = _engine.ActivateAsync();
        _engine.RunUntil(() => _engine.Current.Turns == 2);
        _engine.Advance(_engine.Options.MaxUnrecordedAge);
        _engine.RunToEnd();

        var ids = _engine.History.Where(static e => e.EventType == HistoryEventType.InvocationCompleted).Select(static e => e.Details.RequestId).ToArray();
        Assert.Equal(ids.Distinct(), ids);
    }

    private static StepConfig Once(IRetryStrategy retry) => new() { Semantics = StepSemantics.AtMostOncePerRetry, RetryStrategy = retry };

    private static async Task<bool> TwoStepsAsync(IDurableContext context)
    {
        await StepAsync(context, "first");
        return await StepAsync(context, "second");
    }

    private static Task<bool> StepAsync(IDurableContext context, string name, StepConfig? config = null) =>
        context.StepAsync(static (_, _) => Task.FromResult(true), name, config);
}
