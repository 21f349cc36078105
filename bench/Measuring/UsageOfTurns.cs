using Durable.Bench.Stores;

namespace Durable.Bench.Measuring;

/// <summary>What the store is asked for while one of several things that are done by turns is done.</summary>
internal sealed class UsageOfTurns(BenchEnvironment environment)
{
    private StoreUsage? _total;

    /// <summary>In all turns.</summary>
    public StoreUsage Total => _total ?? default;

    /// <summary>Begins a turn, which ends when what is returned is disposed of.</summary>
    public IDisposable Begin() => new Turn(this, environment.Usage);

    /// <summary>Forgets what was until now.</summary>
    public void Reset() => _total = null;

    private void End(StoreUsage before)
    {
        var turn = environment.Usage - before;
        _total = _total is { } total ? total + turn : turn;
    }

    private sealed class Turn(UsageOfTurns turns, StoreUsage before) : IDisposable
    {
        public void Dispose() => turns.End(before);
    }
}
