using System.Buffers.Binary;
using System.Text;

namespace Durable.PackageCheck;

/// <summary>What each of our packages must have, and the list of those that there must be.</summary>
internal static class PackageRules
{
    private const int IconSize = 128;
    private const int CommitLength = 40;

    public static IEnumerable<string> Check(List<PackageFile> packages, Dictionary<string, HashSet<string>> allowed)
    {
        var missing = allowed.Keys.Except(packages.Select(static package => package.Id), StringComparer.OrdinalIgnoreCase);
        return [
            .. missing.Select(static id => $"{id}: there is no such package."),
            .. packages.SelectMany(package => Check(package, allowed).Select(problem => $"{package.Name}: {problem}")),
        ];
    }

    private static IEnumerable<string> Check(PackageFile package, Dictionary<string, HashSet<string>> allowed) =>
        CheckPage(package).Concat(CheckFiles(package)).Concat(CheckDependencies(package, allowed));

    private static IEnumerable<string> CheckPage(PackageFile package)
    {
        var license = package.Element("license");
        if ((string?)license?.Attribute("type") != "expression" || license!.Value.Length == 0)
        {
            yield return "no licence.";
        }

        var repository = package.Element("repository");
        if (((string?)repository?.Attribute("commit"))?.Length != CommitLength || string.IsNullOrEmpty((string?)repository!.Attribute("url")))
        {
            yield return "no address or commit of the repository.";
        }

        foreach (var name in (string[])["description", "projectUrl", "releaseNotes", "authors"])
        {
            if (string.IsNullOrWhiteSpace(package.Value(name)))
            {
                yield return $"no {name}.";
            }
        }
    }

    private static IEnumerable<string> CheckFiles(PackageFile package)
    {
        if (package.Find(package.Value("readme")) is not { Length: > 0 } readme)
        {
            yield return "no README.";
        }
        else if (Encoding.UTF8.GetString(readme).Contains("](../", StringComparison.Ordinal))
        {
            yield return "the README has links that lead nowhere on a package's page.";
        }

        if (package.Find(package.Value("icon")) is not { } icon || WidthOfPng(icon) != IconSize)
        {
            yield return $"no icon of {IconSize} pixels.";
        }

        foreach (var library in package.Libraries.Where(library => package.Find(Path.ChangeExtension(library, ".xml")) is null))
        {
            yield return $"no documentation beside {library}.";
        }

        if (package.Libraries.Any() && !package.HasSymbols)
        {
            yield return "no package of symbols.";
        }

        if (package.IsTool && package.Find("tools/net10.0/any/DotnetToolSettings.xml") is null)
        {
            yield return "a tool without a command.";
        }
    }

    // Ours use internals of each other: any other version than their own would fail at run time.
    private static IEnumerable<string> CheckDependencies(PackageFile package, Dictionary<string, HashSet<string>> allowed)
    {
        if (!allowed.TryGetValue(package.Id, out var known))
        {
            yield return "not in the list of packages.";
            yield break;
        }

        foreach (var (id, range) in package.Dependencies)
        {
            if (!known.Contains(id))
            {
                yield return $"depends on {id}, which is not allowed.";
            }

            if (allowed.ContainsKey(id) && range != $"[{package.Version}]")
            {
                yield return $"asks for {id} {range} instead of exactly [{package.Version}].";
            }
        }

        foreach (var unused in known.Except(package.Dependencies.Select(static dependency => dependency.Id), StringComparer.OrdinalIgnoreCase))
        {
            yield return $"may depend on {unused}, but does not: take it out of the list.";
        }
    }

    private static int WidthOfPng(byte[] png)
    {
        const int AtWidth = 16;
        return png.Length > AtWidth + sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(AtWidth)) : 0;
    }
}
