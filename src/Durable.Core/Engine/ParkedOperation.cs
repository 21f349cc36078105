namespace Durable.Core.Engine;

/// <summary>An operation that waits for the clock or for a callback.</summary>
/// <param name="dueAt">When the clock changes it; null for a callback, which the execution itself times out.</param>
/// <param name="callbackId">The operation of the callback it waits for; null for the clock.</param>
internal abstract class ParkedOperation(DateTimeOffset? dueAt, string? callbackId)
{
    public DateTimeOffset? DueAt { get; } = dueAt;

    public string? CallbackId { get; } = callbackId;

    /// <summary>Whether nobody waits for it any more.</summary>
    public abstract bool IsOver { get; }

    /// <returns>False when nobody waited for it any more.</returns>
    public abstract bool Wake();
}
