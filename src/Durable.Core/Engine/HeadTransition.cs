using System.Globalization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>From the head in the store to the next one. Pure: what the next head is to say is decided elsewhere.</summary>
internal static class HeadTransition
{
    /// <summary>The head that a batch is committed with.</summary>
    /// <param name="head">The head in the store.</param>
    /// <param name="activationId">Of the activation that commits.</param>
    /// <param name="operations">Operations in the log once the batch is.</param>
    /// <param name="bytes">Bytes that the batch adds to the log.</param>
    /// <param name="waitsFor">What it waits for then.</param>
    public static ExecutionHead Next(ExecutionHead head, string activationId, long operations, int bytes, HeadWait? waitsFor) => head with
    {
        Version = head.Version + 1,
        CommitId = CommitId(activationId, head.Version + 1),
        Operations = operations,
        LogBytes = head.LogBytes + bytes,
        WaitsFor = waitsFor,
    };

    /// <summary>The head of an execution that ends.</summary>
    /// <param name="head">The head before.</param>
    /// <param name="closing">How it ends.</param>
    /// <param name="settleBy">By when parent and children must have been told; null when there are none.</param>
    public static ExecutionHead Closed(ExecutionHead head, Closing closing, WakeUp? settleBy) =>
        Ended(head, closing.Status, closing.At, settleBy, closing.Result, closing.Error);

    /// <summary>The head of an execution that ends.</summary>
    /// <param name="head">The head before.</param>
    /// <param name="status">How.</param>
    /// <param name="at">When.</param>
    /// <param name="settleBy">
    /// Deadline for delivering the completion to parent and children; retention begins when they have it. Null when there are none.
    /// </param>
    /// <param name="result">Its result; null for none.</param>
    /// <param name="error">Its error; null for none.</param>
    public static ExecutionHead Ended(
        ExecutionHead head, ExecutionStatus status, DateTimeOffset at, WakeUp? settleBy, string? result, ErrorObject? error) => head with
        {
            Status = status,
            EndedAt = at,
            ParkedAt = null,
            WaitsFor = null,
            WakeUp = settleBy,
            ExpiresAt = settleBy is null ? at + head.Retention : null,
            Result = result,
            Error = error,
        };

    /// <summary>Unique to one commit of one activation.</summary>
    public static string CommitId(string activationId, long version) => string.Create(CultureInfo.InvariantCulture, $"{activationId}-{version}");
}
