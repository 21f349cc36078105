using System.IO.Compression;
using System.Reflection.Metadata;

namespace Durable.PackageCheck;

/// <summary>
/// Compares assemblies that have Razor components. The Razor compiler writes the absolute path of each component into the source that it generates, and no option
/// keeps it from that: symbols have that source and its hash, and their id, which is a hash of all that, is in the assembly. Nothing else may differ.
/// </summary>
internal static class RazorAssembly
{
    private const string Generated = "_razor.g.cs";

    // Ids of module and symbols (16 bytes each), a time stamp in three places (4), the hash of the symbols (32).
    private const int MaxBytesOfIds = 80;

    private static readonly string[] s_names = ["OrleansDurable.Console"];

    /// <summary>Whether a file of two packages is the same but for that.</summary>
    public static bool IsSame(string package, string other, string path)
    {
        var (name, extension) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        return s_names.Contains(name, StringComparer.Ordinal) && extension switch
        {
            ".dll" => CountDifferences(Read(package, path), Read(other, path)) <= MaxBytesOfIds,
            ".pdb" => DocumentsOf(Read(package, path)) is var documents && documents.Count > 0 && documents.SequenceEqual(DocumentsOf(Read(other, path))),
            _ => false,
        };
    }

    private static int CountDifferences(byte[] file, byte[] other) =>
        file.Length != other.Length ? int.MaxValue : file.Zip(other).Count(static pair => pair.First != pair.Second);

    // All documents by name; those that are not generated with the hash of their text.
    private static List<(string Name, string Hash)> DocumentsOf(byte[] symbols)
    {
        using var stream = new MemoryStream(symbols);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();
        return
        [
            .. from document in reader.Documents.Select(reader.GetDocument)
               let name = reader.GetString(document.Name)
               select (name, name.EndsWith(Generated, StringComparison.Ordinal) ? "" : Convert.ToHexString(reader.GetBlobBytes(document.Hash))),
        ];
    }

    private static byte[] Read(string package, string path)
    {
        using var archive = ZipFile.OpenRead(package);
        using var content = archive.GetEntry(path)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
