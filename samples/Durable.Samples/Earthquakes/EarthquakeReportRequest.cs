namespace Durable.Samples.Earthquakes;

/// <summary>Input of <c>earthquake-report</c>.</summary>
public sealed record EarthquakeReportRequest
{
    /// <summary>How long an event is left alone before it is scored, in seconds, at least 1. Default: 2.</summary>
    public int SettleSeconds { get; init; } = 2;

    /// <summary>Only so many events, from the newest on. Default: all 1,707.</summary>
    public int? Limit { get; init; }
}
