namespace Durable.Core.Engine;

/// <summary>An operation that waits for the clock.</summary>
/// <param name="dueAt">When the clock changes it.</param>
internal abstract class ParkedOperation(DateTimeOffset dueAt)
{
    public DateTimeOffset DueAt { get; } = dueAt;

    /// <summary>Whether nobody waits for it any more.</summary>
    public abstract bool IsOver { get; }

    /// <returns>False when nobody waited for it any more.</returns>
    public abstract bool Wake();
}
