namespace Durable.Simulation.Worlds;

/// <summary>Remembers the first promise that was broken: whoever notices may be deep in code that takes an exception for something else.</summary>
internal sealed class Verdict
{
    private ViolationException? _violation;

    public void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            _violation ??= new ViolationException(otherwise);
            throw _violation;
        }
    }

    /// <summary>Something failed that must not.</summary>
    public void Report(string where, Exception exception) => _violation ??= exception as ViolationException ?? new ViolationException($"{where}: {exception}");

    public void ThrowIfBroken()
    {
        if (_violation is not null)
        {
            throw _violation;
        }
    }
}
