using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Silo.Security.ApiKeys;

/// <summary>The keys of a file, as they were when it was read.</summary>
internal sealed class ApiKeyRing
{
    private const string Option = "--api-keys";

    private static readonly JsonSerializerOptions s_json = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Key[] _keys;

    private ApiKeyRing(Key[] keys) => _keys = keys;

    /// <summary>Reads a file, which is to be looked at again.</summary>
    /// <exception cref="AccessConfigurationException">It cannot be read, or an entry breaks a rule.</exception>
    public static TrustedFileSource<ApiKeyRing> Read(string path) =>
        TrustedFileSource<ApiKeyRing>.Read(Option, path, text => Parse(path, text));

    private static ApiKeyRing Parse(string path, string text)
    {
        try
        {
            var file = JsonSerializer.Deserialize<Content>(text, s_json);
            var keys = (file ?? throw new FormatException("it holds null instead of an object with 'keys'")).Keys.Select(Read).ToArray();
            return keys.DistinctBy(static key => Convert.ToHexString(key.Hash)).Count() == keys.Length
                ? new ApiKeyRing(keys)
                : throw new FormatException("two entries have the same 'sha256'");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new AccessConfigurationException($"{Option} {path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Whom a key belongs to.</summary>
    /// <param name="key">What a caller has presented.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null when it is nobody's, or has expired.</returns>
    public ClaimsIdentity? Find(string key, DateTimeOffset now) => Find(ApiKey.Hash(key), now);

    /// <summary>Whom the key with a hash belongs to.</summary>
    /// <inheritdoc cref="Find(string, DateTimeOffset)"/>
    /// <param name="hash">The hash of what a caller has presented.</param>
    /// <param name="now">The time.</param>
    public ClaimsIdentity? Find(byte[] hash, DateTimeOffset now)
    {
        Key? found = null;

        // To the end, whatever is found: how long it takes says nothing.
        foreach (var candidate in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(candidate.Hash, hash))
            {
                found = candidate;
            }
        }

        return found is null || now >= found.Entry.Expires
            ? null
            : new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, found.Entry.Name), .. found.Entry.Roles.Select(static role => new Claim(ClaimTypes.Role, role))], "ApiKey");
    }

    private static Key Read(ApiKeyEntry? entry)
    {
        if (entry is null)
        {
            throw new FormatException("an entry has no 'name'");
        }

        if (entry.FindProblem() is { } problem)
        {
            throw new FormatException(problem);
        }

        return entry.Sha256.Length == SHA256.HashSizeInBytes * 2 && entry.Sha256.All(char.IsAsciiHexDigit)
            ? new Key(entry, Convert.FromHexString(entry.Sha256))
            : throw new FormatException(
                $"the 'sha256' of '{entry.Name}' is not {SHA256.HashSizeInBytes * 2} hexadecimal digits; 'durable-server keys new' makes a key and its entry");
    }

    private sealed record Content([property: JsonPropertyName("keys")] IReadOnlyList<ApiKeyEntry> Keys);

    private sealed record Key(ApiKeyEntry Entry, byte[] Hash);
}
