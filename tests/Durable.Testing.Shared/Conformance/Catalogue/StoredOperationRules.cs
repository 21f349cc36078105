namespace Durable.Testing.Conformance.Catalogue;

internal static class StoredOperationRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("3.3-STEP-NONE", "A step that is not in the log is started and run."),
        new("3.3-STEP-STARTED", "A STARTED at-least-once step runs again as the same attempt, without START."),
        new("3.3-STEP-STARTED-ONCE", "A STARTED at-most-once step does not run; its attempt has failed."),
        new("3.3-STEP-PENDING", "A PENDING step is suspended until its next attempt, and is not started before the log says READY."),
        new("3.3-STEP-READY", "A READY step is started and runs as the next attempt."),
        new("3.3-STEP-SUCCEEDED", "A SUCCEEDED step returns its result."),
        new("3.3-STEP-FAILED", "A FAILED step throws its error."),
        new("3.3-WAIT-NONE", "A wait that is not in the log is started, and suspends."),
        new("3.3-WAIT-STARTED", "A STARTED wait suspends until its end."),
        new("3.3-WAIT-OVERDUE", "A wait found STARTED after its end asks the store first; then it is over."),
        new("3.3-WAIT-SUCCEEDED", "A SUCCEEDED wait returns."),
        new("3.3-WAIT-CANCELLED", "A CANCELLED wait returns.") { Untested = "Nothing makes a wait CANCELLED here." },
        new("3.3-CALLBACK-NONE", "A callback that is not in the log is started, and gives its id."),
        new("3.3-CALLBACK-STARTED", "A STARTED callback gives its id again; its result suspends."),
        new("3.3-CALLBACK-SUCCEEDED", "A SUCCEEDED callback returns its result."),
        new("3.3-CALLBACK-FAILED", "A FAILED callback throws its error."),
        new("3.3-CALLBACK-TIMED_OUT", "A TIMED_OUT callback throws a timeout."),
        new("3.3-INVOKE-ALL", "A chained invoke suspends until its target ends, and then returns or throws."),
        new("3.3-CONTEXT-NONE", "A context that is not in the log is started, and its body runs."),
        new("3.3-CONTEXT-STARTED", "The body of a STARTED context runs again; its operations answer from the log."),
        new("3.3-CONTEXT-SUCCEEDED", "A SUCCEEDED context returns its result; its body does not run."),
        new("3.3-CONTEXT-REPLAYED", "Where the result is not kept the body of a SUCCEEDED context runs over its operations and records nothing."),
        new("3.3-CONTEXT-FAILED", "A FAILED context throws its error; its body does not run."),
        new("3.3-CONDITION-NONE", "A condition that is not in the log is started and polled."),
        new("3.3-CONDITION-STARTED", "A STARTED poll runs again with the last state, without START."),
        new("3.3-CONDITION-PENDING", "A PENDING condition is suspended until its next poll."),
        new("3.3-CONDITION-READY", "A READY condition is started and polled with the last state."),
        new("3.3-CONDITION-SUCCEEDED", "A SUCCEEDED condition returns its state."),
        new("3.3-CONDITION-FAILED", "A FAILED condition throws its error."),
    ];
}
