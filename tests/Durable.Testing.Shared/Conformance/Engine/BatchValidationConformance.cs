using Durable.Core.Log;
using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The rules of durable-model 1.7: which batches of updates are refused, in which words, and that nothing of them is applied then.</summary>
public abstract class BatchValidationConformance
{
    private static readonly ErrorObject s_largeError = new() { ErrorMessage = new string('x', DurableLimits.MaxErrorBytes) };

    [Rule("1.7-01")]
    public void Two_updates_of_the_execution_are_refused() =>
        AssertRefused("Cannot checkpoint multiple EXECUTION updates.", Execution(OperationAction.Succeed), Execution(OperationAction.Succeed));

    [Rule("1.7-02")]
    public void An_update_of_the_execution_before_others_is_refused() =>
        AssertRefused("EXECUTION checkpoint must be the last update.", Execution(OperationAction.Succeed), Step(OperationAction.Start));

    [RuleTheory("1.7-03")]
    [InlineData(OperationType.Step, "Start Start")]
    [InlineData(OperationType.Step, "Succeed Start")]
    [InlineData(OperationType.Step, "Succeed Succeed")]
    [InlineData(OperationType.Step, "Start Retry Start")]
    [InlineData(OperationType.Step, "Start Retry Succeed")]
    [InlineData(OperationType.Context, "Start Start")]
    [InlineData(OperationType.Context, "Start Succeed Fail")]
    [InlineData(OperationType.Wait, "Start Cancel")]
    [InlineData(OperationType.Callback, "Start Start")]
    public void An_operation_twice_in_a_batch_is_refused(object type, string actions) =>
        AssertRefused("Cannot update the same operation twice in a single request.", Updates((OperationType)type, actions));

    [RuleTheory("1.7-03")]
    [InlineData(OperationType.Step, "Start Succeed", OperationStatus.Succeeded)]
    [InlineData(OperationType.Step, "Start Fail", OperationStatus.Failed)]
    [InlineData(OperationType.Step, "Start Retry", OperationStatus.Pending)]
    [InlineData(OperationType.Context, "Start Succeed", OperationStatus.Succeeded)]
    [InlineData(OperationType.Context, "Start Fail", OperationStatus.Failed)]
    public void But_a_step_or_context_may_start_and_end_in_one(object type, string actions, object status) =>
        Assert.Equal((OperationStatus)status, Assert.Single(new OperationLog().Apply(Updates((OperationType)type, actions), EngineUpdates.Now)).Status);

    [RuleTheory("1.7-04")]
    [InlineData("missing")]
    [InlineData("step")]
    [InlineData("later")]
    public void A_parent_that_is_no_context_or_not_yet_is_refused(string parent) => AssertRefused(
        "Invalid parent operation id.",
        EngineUpdates.Of(OperationType.Step, OperationAction.Start, "step"),
        Step(OperationAction.Start) with { ParentId = parent },
        EngineUpdates.Of(OperationType.Context, OperationAction.Start, "later"));

    [Rule("1.7-04")]
    public void A_parent_may_have_started_in_the_batch_and_may_have_completed()
    {
        var log = new OperationLog();
        log.Apply([Context(OperationAction.Start, "p"), Step(OperationAction.Start) with { ParentId = "p" }, Context(OperationAction.Succeed, "p")], EngineUpdates.Now);

        Assert.Equal("p", log.Apply(EngineUpdates.Of(OperationType.Step, OperationAction.Start, "2") with { ParentId = "p" }, EngineUpdates.Now).ParentId);
    }

    [RuleTheory("1.7-05")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void An_id_of_other_characters_or_lengths_is_refused(string id) =>
        AssertRefused("Invalid operation id.", EngineUpdates.Of(OperationType.Step, OperationAction.Start, id));

    [Rule("1.7-12")]
    public void A_payload_of_an_invoke_above_its_limit_is_refused() => AssertRefused(
        "CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.",
        Invoke(OperationAction.Start) with { Payload = new string('x', DurableLimits.MaxInvokePayloadBytes + 1) });

    [Rule("1.7-29")]
    public void A_second_start_of_an_invoke_is_refused()
    {
        var log = new OperationLog();
        log.Apply(Invoke(OperationAction.Start), EngineUpdates.Now);

        Assert.Equal(
            "Cannot start a CHAINED_INVOKE that already exist.", EngineUpdates.Try(log, static log => log.Apply(Invoke(OperationAction.Start), EngineUpdates.Now)));
    }

    [Rule("1.7-30")]
    public void The_start_of_an_invoke_without_a_function_is_refused() => AssertRefused(
        "Invalid ChainedInvokeOptions for the given action.", Invoke(OperationAction.Start) with { ChainedInvoke = null });

    [Rule("1.7-06")]
    public void Another_type_is_refused() => AssertRefusedAfterStart("Inconsistent operation type.", EngineUpdates.Of(OperationType.Wait, OperationAction.Start));

    [Rule("1.7-07")]
    public void Another_sub_type_is_refused() =>
        AssertRefusedAfterStart("Inconsistent operation subtype.", Step(OperationAction.Succeed) with { SubType = "Other" });

    [Rule("1.7-08")]
    public void Another_name_is_refused() => AssertRefusedAfterStart("Inconsistent operation name.", Step(OperationAction.Succeed) with { Name = "other" });

    [Rule("1.7-09")]
    public void Another_parent_is_refused_and_none_is_no_contradiction()
    {
        AssertRefusedAfterStart("Inconsistent parent operation id.", Step(OperationAction.Succeed) with { ParentId = "q" });
        Assert.Equal("p", Started().Apply(Step(OperationAction.Succeed), EngineUpdates.Now).ParentId);
    }

    [Rule("1.7-10")]
    public void An_error_of_32_KiB_is_refused()
    {
        AssertRefused("Error object size must be less than 32768 bytes.", Step(OperationAction.Fail) with { Error = s_largeError });
        AssertRefused("Error object size must be less than 32768 bytes.", Execution(OperationAction.Fail) with { Error = s_largeError });
    }

    [RuleTheory("1.7-11")]
    [InlineData(OperationType.Step, OperationAction.Succeed, "STEP")]
    [InlineData(OperationType.Context, OperationAction.Succeed, "CONTEXT")]
    [InlineData(OperationType.Wait, OperationAction.Start, "WAIT")]
    [InlineData(OperationType.Callback, OperationAction.Start, "CALLBACK")]
    public void A_payload_over_256_KiB_of_UTF_8_is_refused(object type, object action, string name)
    {
        var update = EngineUpdates.Of((OperationType)type, (OperationAction)action);
        var message = $"{name} payload size must be less than or equal to 262144 bytes.";

        AssertRefused(message, Before(update, update with { Payload = new string('x', DurableLimits.MaxOperationPayloadBytes + 1) }));
        AssertRefused(message, Before(update, update with { Payload = new string('ä', (DurableLimits.MaxOperationPayloadBytes / 2) + 1) }));
        new OperationLog().Apply(Before(update, update with { Payload = new string('ä', DurableLimits.MaxOperationPayloadBytes / 2) }), EngineUpdates.Now);

        static OperationUpdate[] Before(OperationUpdate update, OperationUpdate large) =>
            update.Type == OperationType.Context ? [update with { Action = OperationAction.Start, Payload = null }, large] : [large];
    }

    [Rule("1.7-13")]
    public void A_result_of_the_execution_over_6_MiB_is_refused()
    {
        var update = Execution(OperationAction.Succeed);

        AssertRefused(
            "Execution output payload size must be less than or equal to 6291456 bytes.",
            update with { Payload = new string('x', DurableLimits.MaxExecutionPayloadBytes + 1) });
        new OperationLog().Apply([update with { Payload = new string('x', DurableLimits.MaxExecutionPayloadBytes) }], EngineUpdates.Now);
    }

    [Rule("1.7-14")]
    public void A_type_that_is_not_known_is_refused() => AssertRefused("Unknown operation type.", Step(OperationAction.Start) with { Type = (OperationType)99 });

    [RuleTheory("1.7-15")]
    [InlineData(OperationType.Execution, "Start Retry Cancel")]
    [InlineData(OperationType.Step, "Cancel")]
    [InlineData(OperationType.Wait, "Succeed Fail Retry")]
    [InlineData(OperationType.Callback, "Succeed Fail Retry Cancel")]
    [InlineData(OperationType.Context, "Retry Cancel")]
    public void An_action_that_the_type_does_not_know_is_refused(object type, string actions) => Assert.All(
        Updates((OperationType)type, actions), static update => AssertRefused("Invalid action for the given operation type.", update));

    [Rule("1.7-19")]
    public void A_retry_without_a_delay_and_a_delay_without_a_retry_are_refused()
    {
        AssertRefused("Invalid StepOptions for the given action.", Step(OperationAction.Start), Step(OperationAction.Retry) with { Step = null });
        AssertRefused("Invalid StepOptions for the given action.", Step(OperationAction.Start) with { Step = new StepOptions(1) });
    }

    [Rule("1.7-20")]
    public void A_retry_with_both_error_and_payload_is_refused() => AssertRefused(
        "Cannot provide both error and payload to RETRY a STEP.", Step(OperationAction.Start), Step(OperationAction.Retry) with { Payload = "1" });

    [RuleTheory("1.7-21")]
    [InlineData(OperationType.Step)]
    [InlineData(OperationType.Context)]
    [InlineData(OperationType.Execution)]
    public void A_success_with_an_error_is_refused(object type) => AssertRefused(
        "Cannot provide an Error for SUCCEED action.", EngineUpdates.Of((OperationType)type, OperationAction.Succeed) with { Error = EngineUpdates.Error });

    [RuleTheory("1.7-22")]
    [InlineData(OperationType.Step)]
    [InlineData(OperationType.Context)]
    [InlineData(OperationType.Execution)]
    public void A_failure_with_a_payload_is_refused(object type) => AssertRefused(
        "Cannot provide a Payload for FAIL action.", EngineUpdates.Of((OperationType)type, OperationAction.Fail) with { Payload = "1" });

    [Rule("1.7-26")]
    public void A_wait_without_its_length_is_refused() => AssertRefused(
        "Update for WAIT operation requires WaitOptions.", EngineUpdates.Of(OperationType.Wait, OperationAction.Start) with { Wait = null });

    [Rule("1.7-00")]
    public void Of_a_batch_that_is_refused_nothing_is_applied_and_it_may_be_sent_again()
    {
        var log = Started();
        var (before, count, sequence) = (log.Find("1"), log.Count, log.ChangeSequence);
        OperationUpdate[] good = [Step(OperationAction.Succeed), EngineUpdates.Of(OperationType.Wait, OperationAction.Start, "2")];

        Assert.Throws<InvalidUpdateException>(() => log.Apply([.. good, EngineUpdates.Of(OperationType.Wait, OperationAction.Cancel, "3"), Execution(OperationAction.Succeed)], EngineUpdates.Now));

        Assert.Same(before, log.Find("1"));
        Assert.Equal((count, sequence, false), (log.Count, log.ChangeSequence, log.IsClosed));
        Assert.Empty(log.AdvanceTo(EngineUpdates.Now.AddDays(1)));
        Assert.Equal(2, log.Apply(good, EngineUpdates.Now).Count);
    }

    private static OperationUpdate Step(OperationAction action) => EngineUpdates.Of(OperationType.Step, action);

    private static OperationUpdate Context(OperationAction action, string id) => EngineUpdates.Of(OperationType.Context, action, id);

    private static OperationUpdate Execution(OperationAction action) => EngineUpdates.Of(OperationType.Execution, action, "result");

    private static OperationUpdate[] Updates(OperationType type, string actions) =>
        [.. actions.Split(' ').Select(action => EngineUpdates.Of(type, Enum.Parse<OperationAction>(action)))];

    private static OperationLog Started()
    {
        var log = new OperationLog();
        log.Apply([Context(OperationAction.Start, "p"), Context(OperationAction.Start, "q")], EngineUpdates.Now);
        log.Apply(Step(OperationAction.Start) with { SubType = "Step", Name = "n", ParentId = "p" }, EngineUpdates.Now);
        return log;
    }

    private static void AssertRefusedAfterStart(string rule, OperationUpdate update)
    {
        var log = Started();
        Assert.Equal(rule, EngineUpdates.Try(log, log => log.Apply([update], EngineUpdates.Now)[0]));
        Assert.Equal(OperationStatus.Started, log.Find("1")!.Status);
    }

    private static void AssertRefused(string rule, params OperationUpdate[] batch)
    {
        var log = new OperationLog();
        Assert.Equal(rule, Assert.Throws<InvalidUpdateException>(() => log.Apply(batch, EngineUpdates.Now)).Rule);
        Assert.Equal((0, false), (log.Count, log.IsClosed));
    }

    private static OperationUpdate Invoke(OperationAction action) => EngineUpdates.Of(OperationType.ChainedInvoke, action);
}
