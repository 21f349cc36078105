namespace Durable.Core.Engine;

/// <summary>
/// An operation that waits for the clock, or for what arrives from outside. First it is woken; then it goes on: at once where something has arrived,
/// and when the refresh that it joins is durable where it waits for the clock.
/// </summary>
/// <param name="operationId">The operation.</param>
/// <param name="dueAt">When the clock changes it; null for what arrives from outside.</param>
internal abstract class ParkedOperation(string operationId, DateTimeOffset? dueAt)
{
    public string OperationId { get; } = operationId;

    public DateTimeOffset? DueAt { get; } = dueAt;

    /// <summary>Number of the last record of its lane that it depends on, its own among them.</summary>
    public abstract long LastRecorded { get; }

    /// <summary>Whether nobody waits for it any more. Of no interest once it was woken: then it is parked no longer.</summary>
    public abstract bool IsOver { get; }

    /// <summary>It is due, or what it waits for has arrived. From now on it is busy.</summary>
    /// <returns>False when nobody waited for it any more.</returns>
    public abstract bool Wake();

    /// <summary>It was woken; what it has become is in memory to be read.</summary>
    public abstract void GoOn();
}
