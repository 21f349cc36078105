using Durable.Model;

namespace Durable.Core.Log;

/// <summary>One record of the log. Folding the records in order gives the operations and, if wanted, the history.</summary>
/// <param name="Timestamp">When it happened, in whole milliseconds.</param>
internal abstract record LogRecord(DateTimeOffset Timestamp);

/// <summary>An update was accepted.</summary>
/// <param name="Update">The update.</param>
/// <param name="Timestamp">When.</param>
/// <param name="StartedAt">
/// For a step's completion: the attempt's START, recorded together with it because nobody had waited for it. Two history events, one record.
/// </param>
internal sealed record UpdateRecord(OperationUpdate Update, DateTimeOffset Timestamp, DateTimeOffset? StartedAt = null) : LogRecord(Timestamp)
{
    /// <summary>The START that is recorded with the completion.</summary>
    public OperationUpdate MergedStart => Update with
    {
        Action = OperationAction.Start,
        Payload = null,
        Error = null,
        Step = null,
    };
}

/// <summary>Somebody outside did something to a callback.</summary>
/// <param name="OperationId">The callback.</param>
/// <param name="Action">What.</param>
/// <param name="Timestamp">When it was accepted.</param>
internal sealed record CallbackRecord(string OperationId, CallbackAction Action, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>The result that was sent.</summary>
    public string? Payload { get; init; }

    /// <summary>The failure that was sent.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>The request that ended the callback. Made again because its answer was lost, it must not be told that somebody else did.</summary>
    public string? RequestId { get; init; }
}

/// <summary>
/// The clock has passed this time: every callback that was to be completed, or to have a heartbeat, by then has timed out.
/// </summary>
/// <remarks>
/// Not the watermark: that stands at the end of a batch and so before records that are still pending, among which there may be the completion
/// of a callback that made it in time. This record is one among the others, and applies to what is before it.
/// </remarks>
/// <param name="Timestamp">The time.</param>
internal sealed record CallbackDeadlineRecord(DateTimeOffset Timestamp) : LogRecord(Timestamp);

/// <summary>The invoked execution is known to exist: it need not be started once more when this one goes on from its log.</summary>
/// <param name="OperationId">The invoke.</param>
/// <param name="Timestamp">When that was known.</param>
internal sealed record InvokeDeliveredRecord(string OperationId, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>The version of the function that it was started on; null in logs of before that was recorded.</summary>
    public string? Version { get; init; }
}

/// <summary>An invoked execution has ended, or could not be started.</summary>
/// <param name="OperationId">The invoke.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Timestamp">When that arrived here.</param>
internal sealed record InvokeEndedRecord(string OperationId, OperationStatus Status, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>Its result.</summary>
    public string? Payload { get; init; }

    /// <summary>Its error.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>The version of the function that it ran, when no answer to its start has said so before.</summary>
    public string? Version { get; init; }
}

/// <summary>The durable clock has passed this time: every wait and retry due by then has elapsed.</summary>
/// <param name="Timestamp">The durable clock.</param>
/// <param name="IsAhead">
/// Whether it was written ahead of records that had been accepted before it and did not fit into its batch: what elapses by it does so at the
/// <see cref="WatermarkPlaceRecord"/> behind them.
/// </param>
internal sealed record WatermarkRecord(DateTimeOffset Timestamp, bool IsAhead = false) : LogRecord(Timestamp);

/// <summary>
/// The place of the oldest watermark that was written ahead: it proves what is before it there, and the function saw what elapsed by it here.
/// </summary>
/// <param name="Timestamp">The watermark's time.</param>
internal sealed record WatermarkPlaceRecord(DateTimeOffset Timestamp) : LogRecord(Timestamp);

/// <summary>An invocation ended.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Timestamp">When it ended.</param>
/// <param name="RequestId">Identifies it.</param>
/// <param name="Error">Set when its process died in it.</param>
internal sealed record InvocationCompletedRecord(DateTimeOffset StartedAt, DateTimeOffset Timestamp, string RequestId, ErrorObject? Error)
    : LogRecord(Timestamp);

/// <summary>The execution ended; result and error are in the head.</summary>
/// <param name="Status">How.</param>
/// <param name="Timestamp">When.</param>
internal sealed record ExecutionClosedRecord(ExecutionStatus Status, DateTimeOffset Timestamp) : LogRecord(Timestamp);
