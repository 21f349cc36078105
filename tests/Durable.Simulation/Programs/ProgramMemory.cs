namespace Durable.Simulation.Programs;

/// <summary>What the code of an execution had seen, in which order, before steps whose bodies have begun. It is durable, and stays as it is.</summary>
/// <param name="onDivergence">Hears of replays that came to a step after something else than before.</param>
internal sealed class ProgramMemory(Action<string>? onDivergence = null)
{
    private readonly Dictionary<string, string> _seen = [];
    private readonly List<string> _divergences = [];

    /// <summary>Replays that came to a step after something else than before.</summary>
    public IReadOnlyList<string> Divergences => _divergences;

    /// <summary>A body has begun.</summary>
    public void Begin(string effectId, string seen) => _seen.TryAdd(effectId, seen);

    /// <summary>Code comes to a step.</summary>
    public void Require(string effectId, string seen)
    {
        if (_seen.TryGetValue(effectId, out var before) && before != seen)
        {
            _divergences.Add($"Step {effectId} began after {before}; a replay comes to it after {seen}.");
            onDivergence?.Invoke(_divergences[^1]);
        }
    }
}
