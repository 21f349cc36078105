namespace Durable.Model;

/// <summary>What only a step has. A condition is a step that polls.</summary>
/// <param name="Attempt">Attempts that have ended.</param>
/// <param name="LostAttempts">How often the attempt that is under way was lost because its process died.</param>
/// <param name="NextAttemptTimestamp">In PENDING: when the next attempt is due.</param>
/// <param name="Failures">How many of the newest attempts failed in a row with one type of error.</param>
internal sealed record StepDetails(int Attempt = 0, int LostAttempts = 0, DateTimeOffset? NextAttemptTimestamp = null, int Failures = 0)
{
    private static readonly StepDetails s_first = new(Attempt: 1);

    /// <summary>Before the first attempt has ended.</summary>
    public static StepDetails None { get; } = new();

    /// <summary>After one more attempt. Nearly all steps have one.</summary>
    public StepDetails AfterAttempt() => Attempt == 0 && LostAttempts == 0 ? s_first : this with { Attempt = Attempt + 1, NextAttemptTimestamp = null };
}
