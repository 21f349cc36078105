using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Durable.WebConsole.Assets;

/// <summary>
/// The files that every page needs, from this assembly, compressed once. Their directory has the hash of all of them in its name, so that a browser may
/// keep them for good, and what a new release needs is asked for anew.
/// </summary>
internal sealed class ConsoleAssets
{
    private const int HashCharacters = 12;

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Asset> _files;

    public ConsoleAssets()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(static name => s_types.ContainsKey(Path.GetExtension(name)))
            .Order(StringComparer.Ordinal)
            .ToDictionary(static name => name, name => Read(assembly, name), StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(file.Plain);
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset())[..HashCharacters];
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public string Hash { get; }

    /// <summary>Where they are, below the console.</summary>
    public string Directory => $"assets/{Hash}";

    /// <summary>Answers with a file.</summary>
    public async Task WriteAsync(HttpContext context, string hash, string name)
    {
        if (!_files.TryGetValue(name, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // During a rolling update the page may come from another release than its files: those of this one are better than none, for this once.
        var headers = context.Response.Headers;
        headers.CacheControl = hash == Hash ? "public, max-age=31536000, immutable" : "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        context.Response.ContentType = file.Type;
        var compressed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase);
        if (compressed)
        {
            headers.ContentEncoding = "br";
        }

        var bytes = compressed ? file.Brotli : file.Plain;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static Asset Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var brotli = new MemoryStream();
        using (var compressor = new BrotliStream(brotli, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            compressor.Write(plain.GetBuffer(), 0, (int)plain.Length);
        }

        return new Asset(plain.ToArray(), brotli.ToArray(), s_types[Path.GetExtension(name)]);
    }

    private sealed record Asset(byte[] Plain, byte[] Brotli, string Type);
}
