using Durable.Model;

namespace Durable.Storage;

/// <summary>The head record of an execution: everything that is decided by one conditional write.</summary>
public sealed record ExecutionHead
{
    /// <summary>Function and name.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>Unique id of this run of the execution, even if its name is used again after its retention.</summary>
    public required string RunId { get; init; }

    /// <summary>1 at creation, plus 1 per commit. The condition of every commit.</summary>
    public required long Version { get; init; }

    /// <summary>Unique id of the commit that wrote this head, by which an unknown outcome is resolved.</summary>
    public required string CommitId { get; init; }

    /// <summary>Where the execution stands.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>Version of the function that the run was started on.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>The operation of another execution that waits for the end of this one; null when a client has started it.</summary>
    public ExecutionInvoker? Invoker { get; init; }

    /// <summary>On whose behalf it runs; null for nobody's in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>When the run was started, in whole milliseconds.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How the execution began, if it has continued as new; null in its first run.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>
    /// When the execution was started, in its first run. Lists go by this, so that an execution does not move in them when it continues as new.
    /// </summary>
    public DateTimeOffset FirstStartedAt => Continuation?.FirstStartedAt ?? StartedAt;

    /// <summary>Id of the execution's first run.</summary>
    public string FirstRunId => Continuation?.FirstRunId ?? RunId;

    /// <summary>Whether a list asks for executions of this business key, and with these tags.</summary>
    /// <param name="query">What the list asks for.</param>
    public bool IsLabelled(ExecutionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (query.BusinessKey is null || query.BusinessKey == BusinessKey) && (query.Tags.Count == 0 || Tags?.Contains(query.Tags) == true);
    }

    /// <summary>Which run of the execution this is, from 1.</summary>
    public int RunNumber => Continuation?.RunNumber ?? 1;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the run may take.</summary>
    public required TimeSpan ExecutionTimeout { get; init; }

    /// <summary>How long it is kept after its end.</summary>
    public required TimeSpan Retention { get; init; }

    /// <summary>When it may be deleted; set once, when it has ended and nobody must look after it any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// When somebody must look after it. Null while it is parked until a person lets it go on, and once it has ended and all who must know
    /// of that do.
    /// </summary>
    public WakeUp? WakeUp { get; init; }

    /// <summary>Since when it has stood still, because of what <see cref="Error"/> says; null while nothing is wrong.</summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>What it waited for at its last commit that said something new; null before the first one, and once it has ended.</summary>
    public HeadWait? WaitsFor { get; init; }

    /// <summary>Operations in the log.</summary>
    public long Operations { get; init; }

    /// <summary>Bytes of log committed.</summary>
    public long LogBytes { get; init; }

    /// <summary>What it is about in the words of the business. Written at creation only.</summary>
    public string? BusinessKey { get; init; }

    /// <summary>Marks by which lists can be filtered; null when there are none. Written at creation only.</summary>
    public TagSet? Tags { get; init; }

    /// <summary>
    /// The trace context of its start: <c>traceparent</c>, and after a space <c>tracestate</c>; null when nobody listened. Written at creation only. What
    /// cannot be read counts as none.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>Serialized input. Written at creation, and by the commit that begins another run.</summary>
    public string? Input { get; init; }

    /// <summary>Serialized result. Written at the end only.</summary>
    public string? Result { get; init; }

    /// <summary>How it failed, written at the end; or why it is parked.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>Unique name of the run in wire form.</summary>
    internal string Arn => new ExecutionArn(Id, FunctionVersion, RunId).ToString();
}
