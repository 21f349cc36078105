using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Durable.Silo.Security.ApiKeys;

/// <summary>A key: a prefix by which people and scanners know what it is, and 256 random bits. Nothing but its hash is kept.</summary>
internal static class ApiKey
{
    public const string Prefix = "durable_";
    private const string Scheme = "Bearer ";
    private const int RandomBytes = 32;

    // Far more than a key has: nothing longer is worth a hash.
    private const int MaxLength = 128;

    public static string Create() => $"{Prefix}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";

    // Random bits as many as these need neither salt nor a slow hash.
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether what is presented looks like a key, rather than a token.</summary>
    public static bool IsIn(IHeaderDictionary headers) =>
        headers.Authorization is [{ } only] && only.StartsWith($"{Scheme}{Prefix}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the key out of the one header that may hold it.</summary>
    /// <returns>Null when there is none, or more than one.</returns>
    public static string? Read(IHeaderDictionary headers) =>
        headers.Authorization is [{ Length: <= MaxLength } only]
        && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && only.AsSpan(Scheme.Length).Trim(' ') is { Length: > 0 } key
            ? key.ToString()
            : null;
}
