namespace Durable.Model;

/// <summary>STEP RETRY: when the next attempt is made.</summary>
/// <param name="NextAttemptDelaySeconds">Seconds until then, 1 to 31,622,400.</param>
internal sealed record StepOptions(int NextAttemptDelaySeconds);
