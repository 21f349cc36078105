namespace Durable.Samples.Earthquakes;

/// <summary>Stands for a service elsewhere: it takes its time, and serves so many callers at once and no more. Thread-safe.</summary>
/// <param name="timeProvider">Its clock.</param>
public sealed class ScoringService(TimeProvider timeProvider) : IDisposable
{
    private const int CallersAtOnce = 32;

    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _places = new(CallersAtOnce);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>Waits for one's turn.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>To be disposed when done.</returns>
    internal async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Turn(_places);
    }

    internal async Task<EarthquakeScore> ScoreAsync(Earthquake earthquake, EarthquakeOrigin origin, CancellationToken cancellationToken)
    {
        await Task.Delay(s_answerTime, timeProvider, cancellationToken);
        return Seismology.Score(earthquake, origin);
    }

    private sealed class Turn(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
