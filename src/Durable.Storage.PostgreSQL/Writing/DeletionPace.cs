namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Leaves nine tenths of the time to commits: after each part of a deletion there is a pause, nine times as long as that took.</summary>
/// <param name="timeProvider">The real time: how busy a database is has nothing to do with the engine's clock.</param>
internal sealed class DeletionPace(TimeProvider timeProvider)
{
    private const int PauseFactor = 9;

    private long _endedAt;
    private TimeSpan _pause;

    // A property, because it owns nothing that must be disposed of: nobody asks for its wait handle.
    private SemaphoreSlim One { get; } = new(1);

    /// <summary>Waits for its time, and runs a part.</summary>
    public async Task<int> RunAsync(Func<Task<int>> part, CancellationToken cancellationToken)
    {
        await One.WaitAsync(cancellationToken);
        try
        {
            var left = _pause - timeProvider.GetElapsedTime(_endedAt);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, timeProvider, cancellationToken);
            }

            var startedAt = timeProvider.GetTimestamp();
            var deleted = await part();
            _endedAt = timeProvider.GetTimestamp();
            _pause = timeProvider.GetElapsedTime(startedAt, _endedAt) * PauseFactor;
            return deleted;
        }
        finally
        {
            One.Release();
        }
    }
}
