namespace Durable.PackageCheck;

/// <summary>What differs between two builds of the same packages.</summary>
internal static class PackageComparison
{
    public static IEnumerable<string> Compare(string folder, string other)
    {
        var names = NamesIn(folder);
        var otherNames = NamesIn(other);
        return [
            .. names.Except(otherNames, StringComparer.Ordinal).Select(name => $"{name}: only in {folder}."),
            .. otherNames.Except(names, StringComparer.Ordinal).Select(name => $"{name}: only in {other}."),
            .. names.Count == 0 ? [$"There are no packages in {folder}."] : Array.Empty<string>(),
            .. names.Intersect(otherNames, StringComparer.Ordinal)
                .SelectMany(name => CompareFiles(Path.Combine(folder, name), Path.Combine(other, name)).Select(problem => $"{name}: {problem}")),
        ];
    }

    private static List<string> NamesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.*nupkg").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> CompareFiles(string package, string other)
    {
        var files = PackageFile.Hash(package);
        var otherFiles = PackageFile.Hash(other);
        return files.Keys.Union(otherFiles.Keys, StringComparer.Ordinal)
            .Where(path => files.GetValueOrDefault(path) != otherFiles.GetValueOrDefault(path))
            .Where(path => !files.ContainsKey(path) || !otherFiles.ContainsKey(path) || !RazorAssembly.IsSame(package, other, path))
            .Select(path => !files.ContainsKey(path) || !otherFiles.ContainsKey(path) ? $"{path} is in one of them alone." : $"{path} differs.");
    }
}
