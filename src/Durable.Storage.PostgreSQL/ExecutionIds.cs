namespace Durable.Storage;

/// <summary>
/// Numbers the rows of executions in the order of time: milliseconds since 2025, then 22 bits that tell apart what begins in the same one. Two
/// processes hardly ever make the same number, and the one that does draws again.
/// </summary>
internal sealed class ExecutionIds(TimeProvider timeProvider)
{
    private const int SequenceBits = 22;
    private const long SequenceMask = (1L << SequenceBits) - 1;
    private static readonly DateTimeOffset s_epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Begun somewhere, so that two processes that start together do not draw the same numbers.
    private long _sequence = Random.Shared.NextInt64(SequenceMask);

    public long Next()
    {
        var milliseconds = Math.Max(0, (long)(timeProvider.GetUtcNow() - s_epoch).TotalMilliseconds);
        return (milliseconds << SequenceBits) | (Interlocked.Increment(ref _sequence) & SequenceMask);
    }
}
