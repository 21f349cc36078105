using System.Reflection;
using System.Text.Json;

namespace Durable.Simulation.Mutants;

/// <summary>A bug that is put into the product to see whether the simulator finds it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="File">Where, from the root of the repository.</param>
/// <param name="Find">What stands there, once.</param>
/// <param name="Replace">What takes its place.</param>
internal sealed record Mutant(string Name, string File, string Find, string Replace)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Root of the repository that this was built from.</summary>
    public static string Root { get; } =
        typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value!;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> ReadAll() => JsonSerializer.Deserialize<IReadOnlyList<Mutant>>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Mutants", "mutants.json")), s_json)!;

    /// <summary>How often it could be made in the sources below a directory; once is right.</summary>
    public int CountPlaces(string root) => ReadSource(root).Split(Find).Length - 1;

    /// <summary>Makes it in the sources below a directory.</summary>
    /// <returns>Takes it back.</returns>
    public Action Make(string root)
    {
        var path = Path.Combine(root, File);
        var source = ReadSource(root);
        if (CountPlaces(root) is not 1 and var places)
        {
            throw new InvalidOperationException($"'{Name}' is to be made in one place, and there are {places} in {File}.");
        }

        System.IO.File.WriteAllText(path, source.Replace(Find, Replace, StringComparison.Ordinal));
        return () => System.IO.File.WriteAllText(path, source);
    }

    private string ReadSource(string root) => System.IO.File.ReadAllText(Path.Combine(root, File)).ReplaceLineEndings("\n");
}
