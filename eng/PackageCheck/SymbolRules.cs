using System.IO.Compression;
using System.Reflection.Metadata;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

namespace Durable.PackageCheck;

/// <summary>
/// What the symbols of a package must lead a debugger to: for each source file an address with the package's commit, and there the very file that was
/// compiled; or the file itself, where no commit has it.
/// </summary>
/// <param name="repository">The folder of the repository, with the commit that was packed checked out.</param>
internal sealed class SymbolRules(string repository)
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    private static readonly Guid s_sha256 = new("8829D00F-11B8-4213-878B-770E8597AC16");

    public IEnumerable<string> Check(string folder)
    {
        var packages = Directory.GetFiles(folder, "*.snupkg").Concat(Directory.GetFiles(folder, "*.nupkg")).Order(StringComparer.Ordinal).ToList();
        var files = 0;
        foreach (var package in packages)
        {
            using var archive = ZipFile.OpenRead(package);
            var page = XDocument.Load(archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            var commit = (string?)page.Descendants().Single(static element => element.Name.LocalName == "repository").Attribute("commit") ?? "none";

            // A tool brings the symbols of what it is made of, not all of which is ours.
            foreach (var symbols in archive.Entries.Where(static entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)))
            {
                files++;
                using var bytes = new MemoryStream();
                using (var content = symbols.Open())
                {
                    content.CopyTo(bytes);
                }

                bytes.Position = 0;
                foreach (var problem in Check(bytes, commit))
                {
                    yield return $"{Path.GetFileName(package)}: {symbols.Name}: {problem}";
                }
            }
        }

        if (files == 0)
        {
            yield return $"{folder} has no symbols.";
        }
    }

    private IEnumerable<string> Check(Stream symbols, string commit)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var reader = provider.GetMetadataReader();
        var links = Links(reader);
        foreach (var handle in reader.Documents)
        {
            var document = reader.GetDocument(handle);
            var name = reader.GetString(document.Name);
            if (Information(reader, handle, s_embeddedSource) is not null)
            {
                continue;
            }

            var link = links.FirstOrDefault(link => name.StartsWith(link.Prefix, StringComparison.Ordinal));
            if (link.Url is null)
            {
                yield return $"{name} has no address.";
                continue;
            }

            var path = name[link.Prefix.Length..].Replace('\\', '/');
            if (!link.Url.Contains(commit, StringComparison.Ordinal))
            {
                yield return $"{name} leads to {link.Url}, which is not commit {commit}.";
            }

            var file = Path.Combine(repository, path);
            if (!File.Exists(file))
            {
                yield return $"{name} leads to {path}, which is not in the repository.";
            }
            else if (reader.GetGuid(document.HashAlgorithm) != s_sha256 || !reader.GetBlobBytes(document.Hash).AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(file))))
            {
                yield return $"{name} is not {path} as it is in the repository.";
            }
        }
    }

    private static List<(string Prefix, string Url)> Links(MetadataReader reader) =>
        Information(reader, EntityHandle.ModuleDefinition, s_sourceLink) is { } json
            ? [.. JsonDocument.Parse(json).RootElement.GetProperty("documents").EnumerateObject()
                .Select(static link => (link.Name.TrimEnd('*'), link.Value.GetString()!.TrimEnd('*')))
                .OrderByDescending(static link => link.Item1.Length)]
            : [];

    private static byte[]? Information(MetadataReader reader, EntityHandle of, Guid kind) => reader.GetCustomDebugInformation(of)
        .Select(reader.GetCustomDebugInformation)
        .Where(information => reader.GetGuid(information.Kind) == kind)
        .Select(information => reader.GetBlobBytes(information.Value))
        .FirstOrDefault();
}
