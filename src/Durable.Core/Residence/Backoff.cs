namespace Durable.Core.Residence;

/// <summary>How long to leave alone what has just failed.</summary>
internal static class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>1 s after the first failure, twice as long after each further one, at most a minute.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public static TimeSpan After(int failures) =>
        TimeSpan.FromTicks((long)Math.Min(s_first.Ticks * Math.Pow(2, failures - 1), s_longest.Ticks));
}
