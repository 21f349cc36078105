namespace Durable.Testing;

/// <summary>Store and clock as one host process sees them, until it dies.</summary>
/// <param name="store">The store that outlives it.</param>
/// <param name="clock">The clock that outlives it.</param>
internal sealed class HostLife(FaultInjectingCheckpointStore store, ManualTimeProvider clock)
{
    private readonly MortalTimeProvider _clock = new(clock);
    private readonly MortalCheckpointStore _store = new(store);

    public TimeProvider Clock => _clock;

    public MortalCheckpointStore Store => _store;

    /// <summary>Completes after the next write.</summary>
    public Task NextWrite => _store.NextWrite;

    public void End()
    {
        _store.End();
        _clock.End();
    }
}
