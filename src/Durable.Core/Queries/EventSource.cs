namespace Durable.Core.Queries;

/// <summary>Where the data of an event stands.</summary>
/// <param name="Place">Place of the segment; <see cref="Head"/> for what is in the head.</param>
/// <param name="Record">Which of its records, from 0.</param>
/// <param name="Length">Characters of the data; 0 where the event has none.</param>
internal readonly record struct EventSource(long Place, int Record, int Length)
{
    /// <summary>The place that stands for the head: no segment has it.</summary>
    public const long Head = 0;
}
