namespace Durable.Testing.Conformance.Catalogue;

internal static class StateMachineRules
{
    private const string Invoke = "Chained invokes are not built yet.";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("1.5-STEP-01", "A first START makes a step and sets its start time."),
        new("1.5-STEP-02", "A READY step is started again; its start time and its count of attempts stay."),
        new("1.5-STEP-03", "SUCCEED ends a step: the attempt counts, the result is set, errors of earlier attempts are gone."),
        new("1.5-STEP-04", "FAIL ends a step: the attempt counts, the error is set."),
        new("1.5-STEP-05", "RETRY makes a step PENDING until now plus the delay; the attempt counts; error or payload of the attempt are kept."),
        new("1.5-STEP-06", "At its time a PENDING step gets READY, keeping the last error or payload; there is no event."),
        new("1.5-STEP-07", "A step that is found STARTED runs again without another START."),
        new("1.5-STEP-08", "The attempt number that code sees is one more than the attempts that have ended."),
        new("1.5-STEP-09", "SUCCEED and FAIL without a START make the step they end."),
        new("1.5-STEP-10", "What is not in the table of steps is rejected and changes nothing."),
        new("1.5-WAIT-01", "START makes a wait that ends now plus its seconds."),
        new("1.5-WAIT-02", "At its time a wait has SUCCEEDED."),
        new("1.5-WAIT-03", "CANCEL ends an open wait CANCELLED."),
        new("1.5-WAIT-04", "What is not in the table of waits is rejected and changes nothing."),
        new("1.5-CALLBACK-01", "START makes a callback with an id of its own and arms both deadlines, where given."),
        new("1.5-CALLBACK-02", "A success that is sent ends it SUCCEEDED with the sent text."),
        new("1.5-CALLBACK-03", "A failure that is sent ends it FAILED with the sent error."),
        new("1.5-CALLBACK-04", "A failure without a body ends it FAILED with an error that has no members."),
        new("1.5-CALLBACK-05", "A heartbeat moves the heartbeat deadline; no event, no invocation."),
        new("1.5-CALLBACK-06", "At its timeout it is TIMED_OUT with Callback.Timeout."),
        new("1.5-CALLBACK-07", "When a heartbeat is missed it is TIMED_OUT with Callback.Heartbeat."),
        new("1.5-CALLBACK-08", "When both deadlines have passed, the earlier one names the cause."),
        new("1.5-CALLBACK-09", "What is not in the table of callbacks is rejected and changes nothing."),
        new("1.5-INVOKE-01", "START starts the target with the payload.") { Pending = Invoke },
        new("1.5-INVOKE-02", "A target that cannot be resolved fails the operation at once.") { Pending = Invoke },
        new("1.5-INVOKE-03", "The target's result ends it SUCCEEDED.") { Pending = Invoke },
        new("1.5-INVOKE-04", "The target's failure ends it FAILED with the target's error.") { Pending = Invoke },
        new("1.5-INVOKE-05", "A target that timed out ends it TIMED_OUT.") { Pending = Invoke },
        new("1.5-INVOKE-06", "A target that was stopped ends it STOPPED with the stop's error.") { Pending = Invoke },
        new("1.5-CONTEXT-01", "START makes a context."),
        new("1.5-CONTEXT-02", "SUCCEED ends a started context with its payload."),
        new("1.5-CONTEXT-03", "SUCCEED may say that the result is to be made again from the children."),
        new("1.5-CONTEXT-04", "FAIL ends a started context with its error."),
        new("1.5-CONTEXT-05", "What is not in the table of contexts, an end without START among it, is rejected and changes nothing."),
        new("1.5-EXECUTION-01", "A start makes it RUNNING."),
        new("1.5-EXECUTION-02", "A checkpointed SUCCEED or FAIL of the execution closes it for all further updates."),
        new("1.5-EXECUTION-03", "A function that returns ends it SUCCEEDED with the result."),
        new("1.5-EXECUTION-04", "A function that throws ends it FAILED with the error."),
        new("1.5-EXECUTION-05", "Its timeout ends it TIMED_OUT with a message and no error type."),
        new("1.5-EXECUTION-06", "A stop ends it STOPPED with the caller's error."),
        new("1.5-EXECUTION-07", "A stop without an error records one that has no members."),
        new("1.5-EXECUTION-08", "A stop of an ended execution changes nothing and answers when it ended."),
    ];
}
