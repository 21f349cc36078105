using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>What an execution waits for. Not on the original wire.</summary>
/// <param name="For">The first of it.</param>
/// <param name="Totals">How many of each kind.</param>
/// <param name="IsComplete">Whether that is all.</param>
internal sealed record WaitingAnswer(IReadOnlyList<WaitAnswer>? For, IReadOnlyDictionary<string, int>? Totals, bool IsComplete)
{
    public static WaitingAnswer Of(ExecutionWaiting waiting) => new(
        [.. waiting.For.Select(WaitAnswer.Of)],
        waiting.Totals.ToDictionary(static total => WireNames.Of(total.Key), static total => total.Value),
        waiting.IsComplete);

    public ExecutionWaiting ToWaiting() => new()
    {
        For = [.. (For ?? []).Select(static wait => wait.ToWait()).OfType<WaitingFor>()],
        Totals = (Totals ?? new Dictionary<string, int>())
            .Where(static total => WireNames.TryParse<WaitKind>(total.Key, out _))
            .ToDictionary(static total => WireNames.TryParse<WaitKind>(total.Key, out var kind) ? kind : default, static total => total.Value),
        IsComplete = IsComplete,
    };
}
