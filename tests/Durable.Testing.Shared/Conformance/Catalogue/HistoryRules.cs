namespace Durable.Testing.Conformance.Catalogue;

internal static class HistoryRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("6.1-DATA", "Without data payloads and errors are left out and marked; a missing result is not."),
        new("6.1-EXECUTION-STARTED", "ExecutionStarted: input, timeout."),
        new("6.1-EXECUTION-SUCCEEDED", "ExecutionSucceeded: result."),
        new("6.1-EXECUTION-FAILED", "ExecutionFailed: error."),
        new("6.1-EXECUTION-TIMED-OUT", "ExecutionTimedOut: error. *Ours:* it has the message; AWS leaves it empty."),
        new("6.1-EXECUTION-STOPPED", "ExecutionStopped: error."),
        new("6.1-CONTEXT", "ContextStarted has no details; ContextSucceeded the result, ContextFailed the error."),
        new("6.1-STEP-STARTED", "StepStarted: for every accepted START, without details."),
        new("6.1-STEP-SUCCEEDED", "StepSucceeded: result and attempt; also for a RETRY with a payload, then with the next delay."),
        new("6.1-STEP-FAILED", "StepFailed: error and attempt; also for a RETRY with an error, then with the next delay."),
        new("6.1-WAIT", "WaitStarted: duration and end; WaitSucceeded: duration."),
        new("6.1-WAIT-CANCELLED", "WaitCancelled.") { Untested = "Nothing makes a wait CANCELLED here." },
        new("6.1-CALLBACK-STARTED", "CallbackStarted: id, and the timeouts where given."),
        new("6.1-CALLBACK-ENDED", "CallbackSucceeded: result; CallbackFailed: error; CallbackTimedOut: the error's type only."),
        new("6.1-INVOKE", "ChainedInvokeStarted and the four ends."),
        new("6.1-INVOCATION", "InvocationCompleted: begin, end, a request id of its own; an error where the process died."),
        new("6.1-NONE", "No event for a step that gets READY, a heartbeat, an empty checkpoint, the begin of an invocation."),
        new("6.2-ORDER-01", "Event ids are dense from 1, in order of occurrence."),
        new("6.2-ORDER-02", "Events of a batch keep its order; waits that end together come in the order they were due, then of their start."),
        new("6.2-ORDER-03", "What ends between two invocations is numbered between their ends."),
        new("6.2-ORDER-04", "The end of an execution by its function comes behind the end of the invocation that returned."),
        new("6.2-ORDER-05", "A stop or timeout in an invocation comes before that invocation's end."),
        new("6.2-ORDER-06", "Whoever is told the result finds the end in history."),
        new("6.2-ORDER-07", "An invocation whose process died ends with an error; no events of steps are made up."),
        new("6.2-EXAMPLE-01", "One step."),
        new("6.2-EXAMPLE-02", "A wait."),
        new("6.2-EXAMPLE-03", "A step that fails once."),
        new("6.2-EXAMPLE-04", "A map of two, one at a time."),
        new("6.2-EXAMPLE-05", "An at-least-once step whose process dies."),
    ];
}
