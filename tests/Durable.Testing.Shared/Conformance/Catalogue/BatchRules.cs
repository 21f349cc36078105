namespace Durable.Testing.Conformance.Catalogue;

internal static class BatchRules
{
    private const string Tokens = "Wire only: native functions hold no checkpoint tokens.";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("1.7-T1", "A checkpoint token that is not the current one is refused.") { Untested = Tokens },
        new("1.7-T2", "A checkpoint token of another execution is refused.") { Untested = Tokens },
        new("1.7-00", "A batch is applied whole or not at all."),
        new("1.7-01", "A batch has one update of the execution at most."),
        new("1.7-02", "An update of the execution is the last of its batch."),
        new("1.7-03", "A batch has one update of an operation; a START may be followed by the end of a step's attempt or of a context."),
        new("1.7-04", "A parent is a context that exists, completed or not, or was started earlier in the batch."),
        new("1.7-05", "An operation id has 1 to 64 letters, digits, hyphens and underscores."),
        new("1.7-06", "The type of an operation never changes."),
        new("1.7-07", "The sub-type of an operation, where given, never changes."),
        new("1.7-08", "The name of an operation, where given, never changes."),
        new("1.7-09", "The parent of an operation, where given, never changes."),
        new("1.7-10", "A serialized error has less than 32 KiB."),
        new("1.7-11", "A payload of a step, context, wait or callback has at most 256 KiB of UTF-8."),
        new("1.7-12", "A payload of a chained invoke has at most 1 MiB."),
        new("1.7-13", "A result of an execution has at most 6 MiB, however it was started."),
        new("1.7-14", "An unknown type is refused."),
        new("1.7-15", "An action that the type does not know is refused."),
        new("1.7-16", "A step is started when there is none, or when it is READY."),
        new("1.7-17", "A step is ended when there is none, or when it is STARTED or READY."),
        new("1.7-18", "A step is retried when it is STARTED or READY."),
        new("1.7-19", "A RETRY has a delay, and no other action of a step has."),
        new("1.7-20", "A RETRY has an error or a payload, not both."),
        new("1.7-21", "A SUCCEED has no error."),
        new("1.7-22", "A FAIL has no payload."),
        new("1.7-23", "A context is started once."),
        new("1.7-24", "A context is ended when it is STARTED."),
        new("1.7-25", "A wait is started once."),
        new("1.7-26", "The START of a wait says how long it is."),
        new("1.7-27", "A wait is cancelled while it is STARTED."),
        new("1.7-28", "A callback is started once."),
        new("1.7-29", "A chained invoke is started once."),
        new("1.7-30", "The START of a chained invoke names its function."),
        new("1.7-31", "An execution may not have too many operations or stored bytes.") { Untested = "Here an execution has no such limit." },
    ];
}
