namespace Durable.Core.Engine;

/// <summary>Counts running step bodies, and lets none start once the host drains. Thread-safe: lanes have turns of their own.</summary>
internal sealed class StepGate
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    /// <summary>Step bodies that run now.</summary>
    public int Running { get; private set; }

    /// <returns>False once the gate is closed.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            Running += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>So many bodies have ended, and their outcomes are with the execution.</summary>
    public void Exit(int bodies = 1)
    {
        lock (_lock)
        {
            Running -= bodies;
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }
}
