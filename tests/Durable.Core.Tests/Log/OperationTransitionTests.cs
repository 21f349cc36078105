using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>The tables of durable-model 1.5, row by row: from, action, to; or the rule that refuses it.</summary>
public sealed class OperationTransitionTests
{
    [Theory]
    [InlineData("none", OperationAction.Start, OperationStatus.Started)]
    [InlineData("READY", OperationAction.Start, OperationStatus.Started)]
    [InlineData("none", OperationAction.Succeed, OperationStatus.Succeeded)]
    [InlineData("STARTED", OperationAction.Succeed, OperationStatus.Succeeded)]
    [InlineData("READY", OperationAction.Succeed, OperationStatus.Succeeded)]
    [InlineData("none", OperationAction.Fail, OperationStatus.Failed)]
    [InlineData("STARTED", OperationAction.Fail, OperationStatus.Failed)]
    [InlineData("READY", OperationAction.Fail, OperationStatus.Failed)]
    [InlineData("STARTED", OperationAction.Retry, OperationStatus.Pending)]
    [InlineData("READY", OperationAction.Retry, OperationStatus.Pending)]
    public void A_step_goes(string from, object action, object to) =>
        Assert.Equal((OperationStatus)to, OperationStates.LogWith(OperationType.Step, from).Apply(Updates.Step((OperationAction)action), Updates.Noon.AddSeconds(6)).Status);

    [Theory]
    [InlineData("STARTED", OperationAction.Start, "Invalid current STEP state to start.")]
    [InlineData("PENDING", OperationAction.Start, "Invalid current STEP state to start.")]
    [InlineData("SUCCEEDED", OperationAction.Start, "Invalid current STEP state to start.")]
    [InlineData("FAILED", OperationAction.Start, "Invalid current STEP state to start.")]
    [InlineData("PENDING", OperationAction.Succeed, "Invalid current STEP state to close.")]
    [InlineData("SUCCEEDED", OperationAction.Succeed, "Invalid current STEP state to close.")]
    [InlineData("FAILED", OperationAction.Succeed, "Invalid current STEP state to close.")]
    [InlineData("PENDING", OperationAction.Fail, "Invalid current STEP state to close.")]
    [InlineData("SUCCEEDED", OperationAction.Fail, "Invalid current STEP state to close.")]
    [InlineData("FAILED", OperationAction.Fail, "Invalid current STEP state to close.")]
    [InlineData("none", OperationAction.Retry, "Invalid current STEP state to re-attempt.")]
    [InlineData("PENDING", OperationAction.Retry, "Invalid current STEP state to re-attempt.")]
    [InlineData("SUCCEEDED", OperationAction.Retry, "Invalid current STEP state to re-attempt.")]
    [InlineData("FAILED", OperationAction.Retry, "Invalid current STEP state to re-attempt.")]
    [InlineData("STARTED", OperationAction.Cancel, "Invalid action for the given operation type.")]
    public void A_step_does_not_go(string from, object action, string rule) =>
        AssertRefused(OperationStates.LogWith(OperationType.Step, from), Updates.Step((OperationAction)action), rule);

    [Theory]
    [InlineData("none", OperationAction.Start, OperationStatus.Started)]
    [InlineData("STARTED", OperationAction.Cancel, OperationStatus.Cancelled)]
    public void A_wait_goes(string from, object action, object to) =>
        Assert.Equal((OperationStatus)to, OperationStates.LogWith(OperationType.Wait, from).Apply(Updates.Wait((OperationAction)action), Updates.Noon).Status);

    [Theory]
    [InlineData("STARTED", OperationAction.Start, "Cannot start a WAIT that already exist.")]
    [InlineData("SUCCEEDED", OperationAction.Start, "Cannot start a WAIT that already exist.")]
    [InlineData("CANCELLED", OperationAction.Start, "Cannot start a WAIT that already exist.")]
    [InlineData("none", OperationAction.Cancel, "Cannot cancel a WAIT that does not exist or has already completed.")]
    [InlineData("SUCCEEDED", OperationAction.Cancel, "Cannot cancel a WAIT that does not exist or has already completed.")]
    [InlineData("CANCELLED", OperationAction.Cancel, "Cannot cancel a WAIT that does not exist or has already completed.")]
    [InlineData("STARTED", OperationAction.Succeed, "Invalid action for the given operation type.")]
    [InlineData("STARTED", OperationAction.Fail, "Invalid action for the given operation type.")]
    public void A_wait_does_not_go(string from, object action, string rule) =>
        AssertRefused(OperationStates.LogWith(OperationType.Wait, from), Updates.Wait((OperationAction)action), rule);

    [Theory]
    [InlineData("none", OperationAction.Start, OperationStatus.Started)]
    [InlineData("STARTED", OperationAction.Succeed, OperationStatus.Succeeded)]
    [InlineData("STARTED", OperationAction.Fail, OperationStatus.Failed)]
    public void A_context_goes(string from, object action, object to) =>
        Assert.Equal((OperationStatus)to, OperationStates.LogWith(OperationType.Context, from).Apply(Updates.Context((OperationAction)action), Updates.Noon).Status);

    [Theory]
    [InlineData("STARTED", OperationAction.Start, "Cannot start a CONTEXT that already exist.")]
    [InlineData("SUCCEEDED", OperationAction.Start, "Cannot start a CONTEXT that already exist.")]
    [InlineData("none", OperationAction.Succeed, "Invalid current CONTEXT state to close.")]
    [InlineData("SUCCEEDED", OperationAction.Succeed, "Invalid current CONTEXT state to close.")]
    [InlineData("FAILED", OperationAction.Fail, "Invalid current CONTEXT state to close.")]
    [InlineData("STARTED", OperationAction.Retry, "Invalid action for the given operation type.")]
    public void A_context_does_not_go(string from, object action, string rule) =>
        AssertRefused(OperationStates.LogWith(OperationType.Context, from), Updates.Context((OperationAction)action), rule);

    [Fact]
    public void The_first_start_of_a_step_is_kept_over_its_attempts()
    {
        var log = OperationStates.LogWith(OperationType.Step, "READY");

        var restarted = log.Apply(Updates.Step(OperationAction.Start), Updates.Noon.AddHours(1));

        Assert.Equal(Updates.Noon, restarted.StartTimestamp);
        Assert.Equal(1, restarted.Step!.Attempt);
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    [InlineData(OperationAction.Retry)]
    public void Every_end_of_an_attempt_counts_it(object action) =>
        Assert.Equal(1, OperationStates.LogWith(OperationType.Step, "STARTED").Apply(Updates.Step((OperationAction)action), Updates.Noon).Step!.Attempt);

    [Fact]
    public void A_success_clears_the_error_of_the_attempt_before()
    {
        var log = OperationStates.LogWith(OperationType.Step, "READY");
        Assert.NotNull(log.Find("1")!.Error);

        var done = log.Apply(Updates.Step(OperationAction.Succeed), Updates.Noon.AddSeconds(7));

        Assert.Null(done.Error);
        Assert.Equal("\"done\"", done.Result);
        Assert.Equal(Updates.Noon.AddSeconds(7), done.EndTimestamp);
    }

    [Fact]
    public void A_retry_schedules_the_next_attempt_and_its_time_makes_it_ready()
    {
        var log = OperationStates.LogWith(OperationType.Step, "PENDING");
        Assert.Equal(Updates.Noon.AddSeconds(5), log.Find("1")!.Step!.NextAttemptTimestamp);

        log.AdvanceTo(Updates.Noon.AddSeconds(5));

        Assert.Equal(OperationStatus.Ready, log.Find("1")!.Status);
        Assert.Null(log.Find("1")!.Step!.NextAttemptTimestamp);
        Assert.Equal("m", log.Find("1")!.Error!.ErrorMessage);
    }

    [Fact]
    public void A_context_result_that_is_only_a_summary_is_marked()
    {
        var log = OperationStates.LogWith(OperationType.Context, "STARTED");

        Assert.True(log.Apply(Updates.Context(OperationAction.Succeed) with { Context = new ContextOptions(ReplayChildren: true) }, Updates.Noon).Context!.ReplayChildren);
    }

    internal static void AssertRefused(OperationLog log, OperationUpdate update, string rule)
    {
        var before = log.Find(update.Id);

        var refusal = Assert.Throws<InvalidUpdateException>(() => log.Apply(update, Updates.Noon.AddSeconds(6)));

        Assert.Equal(rule, refusal.Rule);
        Assert.Same(before, log.Find(update.Id));
    }
}
