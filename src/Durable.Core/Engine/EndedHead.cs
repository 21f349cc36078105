using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>Makes the head with which an execution ends.</summary>
internal static class EndedHead
{
    /// <param name="head">The head before.</param>
    /// <param name="status">How it ends.</param>
    /// <param name="at">When.</param>
    /// <param name="settleBy">
    /// By when somebody must see to it that all whom the end concerns know of it; its retention begins when they do. Null when it concerns
    /// nobody.
    /// </param>
    public static ExecutionHead Of(ExecutionHead head, ExecutionStatus status, DateTimeOffset at, WakeUp? settleBy) => head with
    {
        Status = status,
        EndedAt = at,
        ParkedAt = null,
        WakeUp = settleBy,
        ExpiresAt = settleBy is null ? at + head.Retention : null,
    };
}
