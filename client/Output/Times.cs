using System.Globalization;

namespace Durable.CommandLine.Output;

/// <summary>Times and durations as people read them.</summary>
internal static class Times
{
    /// <summary>UTC, to the millisecond.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>UTC, to the second, for people; 'durable list --after' takes it, too.</summary>
    public static string OfSecond(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Time of day in UTC, to the millisecond.</summary>
    public static string OfDay(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The two largest units of so many seconds.</summary>
    public static string OfSeconds(long seconds) => Span(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)TimeSpan.MaxValue.TotalSeconds - 1)));

    /// <summary>The two largest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalSeconds: < 1 } => Invariant($"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => Invariant($"{Math.Floor(span.TotalSeconds * 10) / 10:0.0} s"),
        { TotalHours: < 1 } => TwoUnits(span.Minutes, "min", span.Seconds, "s"),
        { TotalDays: < 1 } => TwoUnits(span.Hours, "h", span.Minutes, "min"),
        _ => TwoUnits((int)span.TotalDays, "d", span.Hours, "h"),
    };

    private static string TwoUnits(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? Invariant($"{large} {largeUnit}") : Invariant($"{large} {largeUnit} {small} {smallUnit}");
}
