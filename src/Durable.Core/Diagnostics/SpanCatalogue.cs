using System.Diagnostics;
using Tags = Durable.Core.Diagnostics.TelemetryTags;

namespace Durable.Core.Diagnostics;

/// <summary>Every kind of span: spans are made from this table, and the documentation is.</summary>
internal static class SpanCatalogue
{
    private const string Function = "FUNCTION";
    private const string Operation = "NAME";

    /// <summary>Those of an execution's labels, where the options say so.</summary>
    public static IReadOnlyList<string> Labels => s_labels;

    private static readonly string[] s_labels = [Tags.BusinessKey, Tags.TenantId, $"{Tags.TagPrefix}KEY"];

    private static readonly string[] s_start = [Tags.FunctionName, Tags.FunctionVersion, Tags.ExecutionName, Tags.ExecutionArn, .. s_labels];

    private static readonly string[] s_operation =
    [
        Tags.FunctionName,
        Tags.ExecutionArn,
        Tags.OperationId,
        Tags.OperationType,
        Tags.OperationSubType,
        Tags.OperationName,
        Tags.OperationParentId,
    ];

    private static readonly string[] s_attempt = [.. s_operation, Tags.AttemptNumber, Tags.AttemptOutcome, Tags.EffectId, Tags.ErrorType];

    public static SpanDefinition Start { get; } = new(
        "start", Function, ActivityKind.Producer, "the creation of an execution by its host, for a client; its parent is the trace of the client's caller", s_start);

    public static SpanDefinition Invoke { get; } = new(
        "invoke", Function, ActivityKind.Producer, "the same for an execution that another one invokes; its parent is the invocation that does", s_start);

    public static SpanDefinition Run { get; } = new(
        "run",
        Function,
        ActivityKind.Consumer,
        "an invocation: from when the function goes on until it only waits, ends, or leaves its host",
        [
            Tags.FunctionName,
            Tags.FunctionVersion,
            Tags.ExecutionArn,
            Tags.ExecutionName,
            Tags.RunNumber,
            Tags.InvocationId,
            Tags.InvocationFirst,
            Tags.InvocationStatus,
            Tags.ExecutionStatus,
            Tags.ResumeReason,
            Tags.ResumeOperations,
            Tags.SuspendedDuration,
            Tags.ReplayOperations,
            Tags.ReplayDuration,
            .. s_labels,
            Tags.ErrorType,
        ]);

    public static SpanDefinition Context { get; } = new(
        "context",
        Operation,
        ActivityKind.Internal,
        "a segment of a child context, batch or branch: from the first record in it until it ends, or its invocation does; with `Detail = Contexts`",
        [.. s_operation, Tags.OperationStatus]);

    public static SpanDefinition Step { get; } = new("step", Operation, ActivityKind.Internal, "one run of the body of a step", s_attempt);

    public static SpanDefinition Poll { get; } = new("poll", Operation, ActivityKind.Internal, "one check of a condition", s_attempt);

    public static SpanDefinition Submit { get; } = new(
        "submit", Operation, ActivityKind.Internal, "one run of the submitter of a wait for a callback", s_attempt);

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<SpanDefinition> All { get; } = [Start, Invoke, Run, Context, Step, Poll, Submit];
}
