using System.Globalization;

namespace Durable.Samples.Earthquakes;

/// <summary>
/// The data set, in the order of its file. A durable function may read it outside a step because it is part of the program: it is the
/// same at every replay. What can change between two runs belongs in a step.
/// </summary>
internal static class EarthquakeCatalogue
{
    private const string Resource = "earthquakes.tsv";

    private static readonly Lazy<Earthquake[]> s_rows = new(Read);

    public static IReadOnlyList<Earthquake> Rows => s_rows.Value;

    private static Earthquake[] Read()
    {
        using var stream = typeof(EarthquakeCatalogue).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        _ = reader.ReadLine();
        List<Earthquake> rows = [];
        while (reader.ReadLine() is { } line)
        {
            rows.Add(Parse(line));
        }

        return [.. rows];
    }

    private static Earthquake Parse(string line)
    {
        var columns = line.Split('\t');
        return new Earthquake(
            Id: columns[0],
            DepthKm: Number(columns[4]),
            Magnitude: Number(columns[5]),
            Type: columns[6],
            Felt: int.Parse(columns[7], CultureInfo.InvariantCulture),
            PublishedSignificance: int.Parse(columns[8], CultureInfo.InvariantCulture),
            Place: columns[9]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
