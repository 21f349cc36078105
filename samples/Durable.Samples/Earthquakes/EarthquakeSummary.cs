namespace Durable.Samples.Earthquakes;

/// <summary>Result of <c>earthquake-report</c>.</summary>
public sealed record EarthquakeSummary
{
    /// <summary>How many earthquakes there were.</summary>
    public required int Earthquakes { get; init; }

    /// <summary>How many events were rejected because they were none.</summary>
    public required int Rejected { get; init; }

    /// <summary>Place of the strongest.</summary>
    public required string StrongestPlace { get; init; }

    /// <summary>Magnitude of the strongest.</summary>
    public required double StrongestMagnitude { get; init; }

    /// <summary>Significance of all together.</summary>
    public required int Significance { get; init; }

    /// <summary>Energy of all together, in terajoules.</summary>
    public required double Terajoules { get; init; }

    /// <summary>How many were shallow, intermediate and deep.</summary>
    public required IReadOnlyDictionary<string, int> ByDepth { get; init; }

    /// <summary>The five regions with most earthquakes, most first.</summary>
    public required IReadOnlyList<RegionCount> BusiestRegions { get; init; }

    internal static EarthquakeSummary Of(IReadOnlyList<EarthquakeScore> scores, int rejected)
    {
        var strongest = scores.MaxBy(static score => score.Magnitude);
        return new EarthquakeSummary
        {
            Earthquakes = scores.Count,
            Rejected = rejected,
            StrongestPlace = strongest?.Place ?? "",
            StrongestMagnitude = strongest?.Magnitude ?? 0,
            Significance = scores.Sum(static score => score.Significance),
            Terajoules = Math.Round(scores.Sum(static score => score.Joules) / 1e12, 3),
            ByDepth = scores.CountBy(static score => score.Depth).OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
            BusiestRegions =
            [
                .. scores.CountBy(static score => score.Region)
                    .OrderByDescending(static pair => pair.Value)
                    .ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                    .Take(5)
                    .Select(static pair => new RegionCount(pair.Key, pair.Value)),
            ],
        };
    }
}

/// <summary>How many earthquakes a region had.</summary>
/// <param name="Region">Country, state or sea.</param>
/// <param name="Earthquakes">How many.</param>
public sealed record RegionCount(string Region, int Earthquakes);
