using System.Runtime.CompilerServices;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>
/// An activation in which nothing is under way knows that it is suspended: otherwise it would never leave memory, nor notice that another
/// one has overtaken it.
/// </summary>
internal sealed class RestCheck
{
    // Longer than anything that an activation may wait for without a turn: pauses of a store that fails, calls that nobody answers.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly ConditionalWeakTable<EngineActivation, Quiet> _quiet = [];

    /// <summary>Looks at activations when no work is left and time is about to pass.</summary>
    /// <param name="activations">All in memory.</param>
    /// <param name="now">The time.</param>
    /// <returns>One that should be suspended, and is not; null when there is none.</returns>
    public EngineActivation? Find(IEnumerable<EngineActivation> activations, DateTimeOffset now)
    {
        foreach (var activation in activations)
        {
            if (activation.State != ActivationState.Running || activation.IsSuspended || activation.Execution.Steps.Running > 0)
            {
                _quiet.Remove(activation);
            }
            else if (!_quiet.TryGetValue(activation, out var quiet) || quiet.Turns != activation.Turns)
            {
                _quiet.AddOrUpdate(activation, new Quiet(activation.Turns, now));
            }
            else if (now - quiet.Since > s_longest)
            {
                return activation;
            }
        }

        return null;
    }

    private sealed record Quiet(long Turns, DateTimeOffset Since);
}
