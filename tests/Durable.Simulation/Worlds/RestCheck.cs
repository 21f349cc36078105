using System.Runtime.CompilerServices;
using Durable.Core.Residence;

namespace Durable.Simulation.Worlds;

/// <summary>
/// An activation in which nothing is under way knows that it is suspended: otherwise it would never leave memory, nor notice that another
/// one has overtaken it.
/// </summary>
internal sealed class RestCheck
{
    // Longer than anything that an activation may wait for without a turn: pauses of a store that fails, calls that nobody answers.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly ConditionalWeakTable<Activation, Quiet> _quiet = [];

    /// <summary>Looks at activations when no work is left and time is about to pass.</summary>
    /// <param name="residences">Where activations are.</param>
    /// <param name="now">The time.</param>
    /// <returns>One that should be suspended, and is not; null when there is none.</returns>
    public Activation? Find(IEnumerable<NodeResidence> residences, DateTimeOffset now)
    {
        foreach (var residence in residences)
        {
            if (residence.Resident.Current is not { } activation)
            {
                continue;
            }

            if (activation.IsSuspended || activation.Execution.Steps.Running > 0)
            {
                _quiet.Remove(activation);
            }
            else if (!_quiet.TryGetValue(activation, out var quiet) || quiet.Turns != residence.Turns)
            {
                _quiet.AddOrUpdate(activation, new Quiet(residence.Turns, now));
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
