using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace Durable.PackageCheck;

/// <summary>A package: its files by their paths, and what it says about itself.</summary>
internal sealed class PackageFile
{
    private readonly Dictionary<string, byte[]> _files;

    private PackageFile(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        _files = archive.Entries.ToDictionary(static entry => entry.FullName, Read, StringComparer.Ordinal);
        Name = Path.GetFileName(path);
        var nuspec = _files.Single(static file => file.Key.EndsWith(".nuspec", StringComparison.Ordinal) && !file.Key.Contains('/'));
        Metadata = XDocument.Load(new MemoryStream(nuspec.Value)).Root!.Elements().First();
        HasSymbols = File.Exists(Path.ChangeExtension(path, ".snupkg"));
    }

    /// <summary>The file's name, with the version in it.</summary>
    public string Name { get; }

    /// <summary>The element <c>metadata</c> of the nuspec.</summary>
    public XElement Metadata { get; }

    /// <summary>Whether a package of symbols lies beside it.</summary>
    public bool HasSymbols { get; }

    public string Id => Value("id") ?? "";

    public string Version => Value("version") ?? "";

    public bool IsTool => Metadata.Descendants().Any(static type => type.Name.LocalName == "packageType" && (string?)type.Attribute("name") == "DotnetTool");

    public IEnumerable<string> Libraries => _files.Keys.Where(static path =>
        path.StartsWith("lib/", StringComparison.Ordinal) && path.EndsWith(".dll", StringComparison.Ordinal));

    public IEnumerable<(string Id, string Range)> Dependencies => Metadata.Descendants()
        .Where(static element => element.Name.LocalName == "dependency")
        .Select(static element => ((string)element.Attribute("id")!, (string)element.Attribute("version")!));

    public static List<PackageFile> ReadAll(string folder) =>
        [.. Directory.GetFiles(folder, "*.nupkg").Order(StringComparer.Ordinal).Select(static path => new PackageFile(path))];

    /// <summary>A hash of each file in a package or a package of symbols, by the file's path.</summary>
    public static Dictionary<string, string> Hash(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(
            static entry => entry.FullName, static entry => Convert.ToHexString(SHA256.HashData(Read(entry))), StringComparer.Ordinal);
    }

    public string? Value(string name) => Element(name)?.Value;

    public XElement? Element(string name) => Metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    public byte[]? Find(string? path) => path is not null && _files.TryGetValue(path, out var bytes) ? bytes : null;

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
