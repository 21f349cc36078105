namespace Durable.PackageCheck;

/// <summary>Which packages there are, and what each may depend on.</summary>
internal static class AllowedDependencies
{
    /// <summary>Reads a file of lines like <c>Package: Dependency, Dependency</c>. A line that begins with # is a comment.</summary>
    public static Dictionary<string, HashSet<string>> Read(string path) => File.ReadLines(path)
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(
            static parts => parts[0],
            static parts => parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
}
