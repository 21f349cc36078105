using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The tables of durable-model 1.5 in full, where functions reach no row or only the allowed ones: on the log itself.</summary>
public abstract class TransitionTableConformance
{
    private const string NoAction = "Invalid action for the given operation type.";
    private const string NoStart = "Invalid current STEP state to start.";
    private const string NoClose = "Invalid current STEP state to close.";
    private const string NoRetry = "Invalid current STEP state to re-attempt.";
    private const string NoWait = "Cannot start a WAIT that already exist.";
    private const string NoCancel = "Cannot cancel a WAIT that does not exist or has already completed.";
    private const string NoContext = "Cannot start a CONTEXT that already exist.";
    private const string NoContextEnd = "Invalid current CONTEXT state to close.";
    private const string NoCallback = "Cannot start a CALLBACK that already exist.";
    private const string NoOpenCallback = "The callback is either timed out or already completed.";

    /// <summary>How the operation came to where it is, and what each action makes of it.</summary>
    public static TheoryData<string, string, string, string, string, string> Steps => new()
    {
        { "", "STARTED", "SUCCEEDED", "FAILED", NoRetry, NoAction },
        { "Start", NoStart, "SUCCEEDED", "FAILED", "PENDING", NoAction },
        { "Start Retry", NoStart, NoClose, NoClose, NoRetry, NoAction },
        { "Start Retry timer", "STARTED", "SUCCEEDED", "FAILED", "PENDING", NoAction },
        { "Start Succeed", NoStart, NoClose, NoClose, NoRetry, NoAction },
        { "Start Fail", NoStart, NoClose, NoClose, NoRetry, NoAction },
    };

    /// <inheritdoc cref="Steps"/>
    public static TheoryData<string, string, string, string, string, string> Waits => new()
    {
        { "", "STARTED", NoAction, NoAction, NoAction, NoCancel },
        { "Start", NoWait, NoAction, NoAction, NoAction, "CANCELLED" },
        { "Start timer", NoWait, NoAction, NoAction, NoAction, NoCancel },
        { "Start Cancel", NoWait, NoAction, NoAction, NoAction, NoCancel },
    };

    /// <inheritdoc cref="Steps"/>
    public static TheoryData<string, string, string, string, string, string> Contexts => new()
    {
        { "", "STARTED", NoContextEnd, NoContextEnd, NoAction, NoAction },
        { "Start", NoContext, "SUCCEEDED", "FAILED", NoAction, NoAction },
        { "Start Succeed", NoContext, NoContextEnd, NoContextEnd, NoAction, NoAction },
        { "Start Fail", NoContext, NoContextEnd, NoContextEnd, NoAction, NoAction },
    };

    /// <summary>How the callback came to where it is, what a START makes of it, and what is sent makes of it.</summary>
    public static TheoryData<string, string, string, string, string> Callbacks => new()
    {
        { "", "STARTED", NoOpenCallback, NoOpenCallback, NoOpenCallback },
        { "Start", NoCallback, "SUCCEEDED", "FAILED", "STARTED" },
        { "Start sent", NoCallback, NoOpenCallback, NoOpenCallback, NoOpenCallback },
        { "Start refused", NoCallback, NoOpenCallback, NoOpenCallback, NoOpenCallback },
        { "Start timer", NoCallback, NoOpenCallback, NoOpenCallback, NoOpenCallback },
    };

    [RuleTheory("1.5-STEP-09 1.5-STEP-10 1.7-16 1.7-17 1.7-18")]
    [MemberData(nameof(Steps))]
    public void A_step_goes_where_its_table_says(string path, string start, string succeed, string fail, string retry, string cancel) =>
        AssertRow(OperationType.Step, path, [start, succeed, fail, retry, cancel]);

    [RuleTheory("1.5-WAIT-03 1.5-WAIT-04 1.7-25 1.7-27")]
    [MemberData(nameof(Waits))]
    public void A_wait_goes_where_its_table_says(string path, string start, string succeed, string fail, string retry, string cancel) =>
        AssertRow(OperationType.Wait, path, [start, succeed, fail, retry, cancel]);

    [RuleTheory("1.5-CONTEXT-05 1.7-23 1.7-24")]
    [MemberData(nameof(Contexts))]
    public void A_context_goes_where_its_table_says(string path, string start, string succeed, string fail, string retry, string cancel) =>
        AssertRow(OperationType.Context, path, [start, succeed, fail, retry, cancel]);

    [RuleTheory("1.5-CALLBACK-09 1.7-28")]
    [MemberData(nameof(Callbacks))]
    public void A_callback_goes_where_its_table_says(string path, string start, string sent, string refused, string heartbeat)
    {
        AssertRow(OperationType.Callback, path, [start, NoAction, NoAction, NoAction, NoAction]);
        foreach (var (action, expected) in new[] { (CallbackAction.Succeed, sent), (CallbackAction.Fail, refused), (CallbackAction.Heartbeat, heartbeat) })
        {
            var log = EngineUpdates.LogAfter(OperationType.Callback, path);
            Assert.Equal(expected, EngineUpdates.Try(log, log => log.Apply(new CallbackRecord("1", action, EngineUpdates.Now))));
        }
    }

    [Rule("1.5-STEP-09")]
    public void An_end_without_a_start_makes_the_step()
    {
        var log = new OperationLog();

        var step = log.Apply(EngineUpdates.Of(OperationType.Step, OperationAction.Fail) with { Name = "n" }, EngineUpdates.Now);

        Assert.Equal(("n", 1, EngineUpdates.Now, EngineUpdates.Now), (step.Name, step.Step!.Attempt, step.StartTimestamp, step.EndTimestamp));
    }

    [Rule("1.5-WAIT-03")]
    public void A_wait_that_is_cancelled_ends_then_and_its_time_means_nothing_any_more()
    {
        var log = EngineUpdates.LogAfter(OperationType.Wait, "Start");

        var wait = log.Apply(EngineUpdates.Of(OperationType.Wait, OperationAction.Cancel), EngineUpdates.Now);

        Assert.Equal((OperationStatus.Cancelled, EngineUpdates.Now), (wait.Status, wait.EndTimestamp));
        Assert.Empty(log.AdvanceTo(EngineUpdates.Now.AddDays(1)));
    }

    [RuleTheory("1.5-EXECUTION-02")]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    public void An_update_of_the_execution_closes_it_under_any_id(object action)
    {
        var log = new OperationLog();

        log.Apply([EngineUpdates.Of(OperationType.Execution, (OperationAction)action, "execution-result-1")], EngineUpdates.Now);

        Assert.Equal((true, 0), (log.IsClosed, log.Count));
        Assert.Throws<InvalidUpdateException>(() => log.Apply(EngineUpdates.Of(OperationType.Step, OperationAction.Start), EngineUpdates.Now));
    }

    private static void AssertRow(OperationType type, string path, string[] expected)
    {
        OperationAction[] actions = [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail, OperationAction.Retry, OperationAction.Cancel];
        for (var i = 0; i < actions.Length; i++)
        {
            var update = EngineUpdates.Of(type, actions[i]);

            var actual = EngineUpdates.Try(EngineUpdates.LogAfter(type, path), log => log.Apply(update, EngineUpdates.Now));

            Assert.Equal($"{actions[i]}: {expected[i]}", $"{actions[i]}: {actual}");
        }
    }
}
