using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>durable-model 1.6: which update sets a field, and which leaves it alone.</summary>
public sealed class OperationFieldTests
{
    private static readonly DateTimeOffset s_later = Updates.Noon.AddSeconds(60);

    [Fact]
    public void A_step_that_ends_without_a_start_started_then()
    {
        var step = new OperationLog().Apply(Updates.Step(OperationAction.Succeed), s_later);

        Assert.Equal((s_later, s_later), (step.StartTimestamp, step.EndTimestamp));
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    public void A_context_ends_with_its_terminal_update(object end)
    {
        var context = OperationStates.LogWith(OperationType.Context, "STARTED").Apply(Updates.Context((OperationAction)end), s_later);

        Assert.Equal((Updates.Noon, s_later), (context.StartTimestamp, context.EndTimestamp));
    }

    [Fact]
    public void A_wait_ends_when_it_is_cancelled_and_is_due_no_more()
    {
        var wait = OperationStates.LogWith(OperationType.Wait, "STARTED").Apply(Updates.Wait(OperationAction.Cancel), s_later);

        Assert.Equal((s_later, null), (wait.EndTimestamp, wait.DueAt));
    }

    [Fact]
    public void A_retry_is_no_end() =>
        Assert.Null(OperationStates.LogWith(OperationType.Step, "STARTED").Apply(Updates.Step(OperationAction.Retry), s_later).EndTimestamp);

    [Fact]
    public void The_start_of_an_attempt_keeps_what_the_last_one_left()
    {
        var step = OperationStates.LogWith(OperationType.Step, "READY").Apply(Updates.Step(OperationAction.Start), s_later);

        Assert.Equal((1, "m"), (step.Step!.Attempt, step.Error!.ErrorMessage));
    }

    [Fact]
    public void A_retry_with_a_payload_keeps_it_in_place_of_an_error()
    {
        var log = OperationStates.LogWith(OperationType.Step, "READY");

        var step = log.Apply(Updates.Step(OperationAction.Retry) with { Error = null, Payload = "state" }, s_later);

        Assert.Equal(("state", null), (step.Result, step.Error));
    }

    [Fact]
    public void A_failure_replaces_the_payload_of_the_attempt_before()
    {
        var log = OperationStates.LogWith(OperationType.Step, "STARTED");
        log.Apply(Updates.Step(OperationAction.Retry) with { Error = null, Payload = "state" }, Updates.Noon);
        log.AdvanceTo(s_later);

        Assert.Null(log.Apply(Updates.Step(OperationAction.Fail), s_later).Result);
    }

    [Theory]
    [InlineData(OperationType.Step)]
    [InlineData(OperationType.Context)]
    public void A_failure_without_an_error_has_an_empty_one(object type)
    {
        var fail = (OperationType)type == OperationType.Step ? Updates.Step(OperationAction.Fail) : Updates.Context(OperationAction.Fail);

        Assert.Equal(new ErrorObject(), OperationStates.LogWith((OperationType)type, "STARTED").Apply(fail with { Error = null }, s_later).Error);
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    public void The_end_of_a_step_leaves_no_next_attempt(object end)
    {
        var step = OperationStates.LogWith(OperationType.Step, "READY").Apply(Updates.Step((OperationAction)end), s_later);

        Assert.Equal((null, null, 2), (step.Step!.NextAttemptTimestamp, step.DueAt, step.Step!.Attempt));
    }

    [Fact]
    public void An_operation_is_no_summary_unless_it_says_so() =>
        Assert.False(OperationStates.LogWith(OperationType.Context, "STARTED").Apply(Updates.Context(OperationAction.Succeed), s_later).Context!.ReplayChildren);
}
