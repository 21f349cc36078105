namespace Durable.Core.Engine;

/// <summary>An operation that waits for the clock, or for what arrives from outside.</summary>
/// <param name="dueAt">When the clock changes it; null for what arrives from outside.</param>
/// <param name="awaitedId">The operation it waits for, which ends by what arrives from outside; null for the clock.</param>
internal abstract class ParkedOperation(DateTimeOffset? dueAt, string? awaitedId)
{
    public DateTimeOffset? DueAt { get; } = dueAt;

    public string? AwaitedId { get; } = awaitedId;

    /// <summary>Whether nobody waits for it any more.</summary>
    public abstract bool IsOver { get; }

    /// <returns>False when nobody waited for it any more.</returns>
    public abstract bool Wake();
}
