using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>The numbered rules of durable-model 1.7 and the field limits of 1.8.</summary>
public sealed class UpdateRuleTests
{
    private static readonly string s_tooLong = new('x', DurableLimits.MaxOperationPayloadBytes + 1);

    [Fact]
    public void Rule_1_there_is_one_execution_update() => AssertBatchRefused(
        "Cannot checkpoint multiple EXECUTION updates.", Updates.Execution(OperationAction.Succeed), Updates.Execution(OperationAction.Fail));

    [Fact]
    public void Rule_2_the_execution_update_is_the_last() => AssertBatchRefused(
        "EXECUTION checkpoint must be the last update.", Updates.Execution(OperationAction.Succeed), Updates.Step(OperationAction.Start));

    [Theory]
    [InlineData(OperationAction.Start, OperationAction.Start)]
    [InlineData(OperationAction.Succeed, OperationAction.Succeed)]
    [InlineData(OperationAction.Succeed, OperationAction.Start)]
    public void Rule_3_an_operation_is_updated_once_in_a_batch(object first, object second) => AssertBatchRefused(
        "Cannot update the same operation twice in a single request.", Updates.Step((OperationAction)first), Updates.Step((OperationAction)second));

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    [InlineData(OperationAction.Retry)]
    public void Rule_3_but_a_step_may_start_and_end_its_attempt_in_one(object end)
    {
        var log = new OperationLog();

        var changed = log.Apply([Updates.Step(OperationAction.Start), Updates.Step((OperationAction)end)], Updates.Noon);

        Assert.Equal(1, Assert.Single(changed).Step!.Attempt);
    }

    [Fact]
    public void Rule_3_and_a_context_may_start_and_end_in_one()
    {
        var log = new OperationLog();

        log.Apply([Updates.Context(OperationAction.Start), Updates.Context(OperationAction.Succeed)], Updates.Noon);

        Assert.Equal(OperationStatus.Succeeded, log.Find("1")!.Status);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("2")]
    public void Rule_4_a_parent_is_a_context(string parentId)
    {
        var log = new OperationLog();
        log.Apply(Updates.Step(OperationAction.Start, "2"), Updates.Noon);

        OperationTransitionTests.AssertRefused(
            log, Updates.Step(OperationAction.Start) with { ParentId = parentId }, "Invalid parent operation id.");
    }

    [Fact]
    public void Rule_4_a_parent_may_be_started_earlier_in_the_batch_or_be_completed()
    {
        var log = new OperationLog();
        log.Apply([Updates.Context(OperationAction.Start), Updates.Step(OperationAction.Start, "1-1") with { ParentId = "1" }], Updates.Noon);
        log.Apply(Updates.Context(OperationAction.Succeed), Updates.Noon);

        Assert.Equal("1", log.Apply(Updates.Step(OperationAction.Start, "1-2") with { ParentId = "1" }, Updates.Noon).ParentId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Rule_5_an_id_has_1_to_64_of_its_characters(string id) => AssertRefusedFresh(Updates.Step(OperationAction.Start, id), "Invalid operation id.");

    [Fact]
    public void Rules_6_to_9_identity_never_changes()
    {
        var log = new OperationLog();
        log.Apply(Updates.Context(OperationAction.Start, "9"), Updates.Noon);
        log.Apply(Updates.Step(OperationAction.Start) with { Name = "n", ParentId = "9" }, Updates.Noon);

        OperationTransitionTests.AssertRefused(log, Updates.Wait(OperationAction.Start), "Inconsistent operation type.");
        OperationTransitionTests.AssertRefused(log, Updates.Step(OperationAction.Succeed) with { SubType = "Other" }, "Inconsistent operation subtype.");
        OperationTransitionTests.AssertRefused(log, Updates.Step(OperationAction.Succeed) with { Name = "other" }, "Inconsistent operation name.");
        OperationTransitionTests.AssertRefused(log, Updates.Step(OperationAction.Succeed) with { ParentId = "8" }, "Inconsistent parent operation id.");
    }

    [Fact]
    public void Rules_7_to_9_what_is_left_out_does_not_contradict()
    {
        var log = new OperationLog();
        log.Apply(Updates.Context(OperationAction.Start, "9"), Updates.Noon);
        log.Apply(Updates.Step(OperationAction.Start) with { Name = "n", ParentId = "9" }, Updates.Noon);

        var done = log.Apply(Updates.Step(OperationAction.Succeed) with { SubType = null }, Updates.Noon);

        Assert.Equal(("n", "9", OperationSubTypes.Step), (done.Name, done.ParentId, done.SubType));
    }

    [Fact]
    public void Rule_10_an_error_is_less_than_32_KiB() => AssertRefusedFresh(
        Updates.Step(OperationAction.Fail) with { Error = new ErrorObject { ErrorMessage = new string('x', DurableLimits.MaxErrorBytes) } },
        "Error object size must be less than 32768 bytes.");

    [Fact]
    public void Rule_11_a_step_payload_is_at_most_256_KiB() => AssertRefusedFresh(
        Updates.Step(OperationAction.Succeed) with { Payload = s_tooLong }, "STEP payload size must be less than or equal to 262144 bytes.");

    [Fact]
    public void Rule_11_counts_bytes_not_characters()
    {
        var twoBytesEach = new string('ä', (DurableLimits.MaxOperationPayloadBytes / 2) + 1);

        AssertRefusedFresh(Updates.Step(OperationAction.Succeed) with { Payload = twoBytesEach }, "STEP payload size must be less than or equal to 262144 bytes.");
    }

    [Fact]
    public void Rule_11_the_limit_itself_is_allowed()
    {
        var payload = new string('x', DurableLimits.MaxOperationPayloadBytes);

        Assert.Equal(payload, new OperationLog().Apply(Updates.Step(OperationAction.Succeed) with { Payload = payload }, Updates.Noon).Result);
    }

    [Fact]
    public void Rule_13_an_execution_result_is_at_most_6_MiB() => AssertBatchRefused(
        "Execution output payload size must be less than or equal to 6291456 bytes.",
        Updates.Execution(OperationAction.Succeed) with { Payload = new string('x', DurableLimits.MaxExecutionPayloadBytes + 1) });

    [Fact]
    public void Rule_14_the_type_is_known() => AssertRefusedFresh(
        Updates.Step(OperationAction.Start) with { Type = (OperationType)99 }, "Unknown operation type.");

    [Theory]
    [InlineData(OperationAction.Start)]
    [InlineData(OperationAction.Retry)]
    [InlineData(OperationAction.Cancel)]
    public void Rule_15_an_execution_only_succeeds_or_fails(object action) => AssertBatchRefused(
        "Invalid action for the given operation type.", Updates.Execution((OperationAction)action));

    [Fact]
    public void Rule_19_a_retry_has_a_delay_and_nothing_else_has()
    {
        AssertRefusedFresh(Updates.Step(OperationAction.Retry) with { Step = null }, "Invalid StepOptions for the given action.");
        AssertRefusedFresh(Updates.Step(OperationAction.Succeed) with { Step = new StepOptions(1) }, "Invalid StepOptions for the given action.");
    }

    [Fact]
    public void Rule_20_a_retry_carries_a_payload_or_an_error() => AssertRefusedFresh(
        Updates.Step(OperationAction.Retry) with { Payload = "1" }, "Cannot provide both error and payload to RETRY a STEP.");

    [Theory]
    [InlineData(OperationType.Step)]
    [InlineData(OperationType.Context)]
    public void Rule_21_a_success_has_no_error(object type) => AssertRefusedFresh(
        ((OperationType)type == OperationType.Step ? Updates.Step(OperationAction.Succeed) : Updates.Context(OperationAction.Succeed)) with { Error = new ErrorObject() },
        "Cannot provide an Error for SUCCEED action.");

    [Fact]
    public void Rule_22_a_failure_has_no_payload() => AssertRefusedFresh(
        Updates.Step(OperationAction.Fail) with { Payload = "1" }, "Cannot provide a Payload for FAIL action.");

    [Fact]
    public void Rule_26_a_wait_has_a_length() => AssertRefusedFresh(
        Updates.Wait(OperationAction.Start) with { Wait = null }, "Update for WAIT operation requires WaitOptions.");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(31_622_401)]
    public void A_wait_and_a_retry_delay_are_1_second_to_366_days(int seconds)
    {
        AssertRefusedFresh(Updates.Wait(OperationAction.Start) with { Wait = new WaitOptions(seconds) }, "WaitSeconds must be 1 to 31622400.");
        AssertRefusedFresh(
            Updates.Step(OperationAction.Retry) with { Step = new StepOptions(seconds) }, "NextAttemptDelaySeconds must be 1 to 31622400.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("ümlaut")]
    public void A_name_is_printable_ASCII(string name) => AssertRefusedFresh(
        Updates.Step(OperationAction.Start) with { Name = name }, "Invalid operation name: use 1 to 256 printable ASCII characters.");

    [Fact]
    public void A_batch_is_applied_whole_or_not_at_all()
    {
        var log = new OperationLog();
        var sequence = log.ChangeSequence;

        Assert.Throws<InvalidUpdateException>(() => log.Apply(
            [Updates.Step(OperationAction.Succeed, "1"), Updates.Step(OperationAction.Succeed, "2"), Updates.Wait(OperationAction.Cancel, "3")], Updates.Noon));

        Assert.Equal(0, log.Count);
        Assert.Equal(sequence, log.ChangeSequence);
    }

    [Fact]
    public void An_ended_execution_takes_no_more_updates()
    {
        var log = new OperationLog();
        log.Apply([Updates.Execution(OperationAction.Succeed)], Updates.Noon);

        Assert.Throws<InvalidUpdateException>(() => log.Apply(Updates.Step(OperationAction.Start), Updates.Noon));
    }

    private static void AssertRefusedFresh(OperationUpdate update, string rule) => OperationTransitionTests.AssertRefused(new OperationLog(), update, rule);

    private static void AssertBatchRefused(string rule, params OperationUpdate[] batch) =>
        Assert.Equal(rule, Assert.Throws<InvalidUpdateException>(() => new OperationLog().Apply(batch, Updates.Noon)).Rule);
}
