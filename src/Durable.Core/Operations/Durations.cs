namespace Durable.Core.Operations;

internal static class Durations
{
    /// <summary>Whole seconds, rounded up, at least 1, as the log has them.</summary>
    public static int ToWholeSeconds(TimeSpan duration) => Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds));
}
