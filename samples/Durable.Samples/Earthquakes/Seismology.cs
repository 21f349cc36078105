namespace Durable.Samples.Earthquakes;

/// <summary>What the steps of <see cref="EarthquakeReport"/> work out.</summary>
internal static class Seismology
{
    /// <summary>Accepts an earthquake, and says where it was.</summary>
    /// <exception cref="NotAnEarthquakeException">People shook the ground.</exception>
    public static EarthquakeOrigin Check(Earthquake earthquake)
    {
        if (earthquake.Type != "earthquake")
        {
            throw new NotAnEarthquakeException($"{earthquake.Id} is no earthquake but: {earthquake.Type}, {earthquake.Place}.");
        }

        return new EarthquakeOrigin(RegionOf(earthquake.Place), DepthOf(earthquake.DepthKm));
    }

    /// <summary>Works out significance and energy.</summary>
    public static EarthquakeScore Score(Earthquake earthquake, EarthquakeOrigin origin)
    {
        var magnitude = earthquake.Magnitude;

        // The part of the publisher's significance that comes from the magnitude; below magnitude 0 there is none.
        var significance = magnitude > 0 ? (int)Math.Round(100 * magnitude * magnitude / 6.5) : 0;

        // Gutenberg and Richter: log10 E = 1.5 M + 4.8, in joules.
        var joules = Math.Pow(10, (1.5 * magnitude) + 4.8);
        return new EarthquakeScore(earthquake.Place, origin.Region, origin.Depth, magnitude, significance, joules);
    }

    // "4km W of Castaic, CA": what follows the last comma.
    private static string RegionOf(string place)
    {
        var comma = place.LastIndexOf(", ", StringComparison.Ordinal);
        var region = comma < 0 ? place : place[(comma + 2)..];
        return region switch
        {
            "CA" => "California",
            "NV" => "Nevada",
            "MX" => "Mexico",
            _ => region,
        };
    }

    private static string DepthOf(double kilometres) => kilometres switch
    {
        < 70 => "shallow",
        < 300 => "intermediate",
        _ => "deep",
    };
}
