using System.Diagnostics;
using System.Security.Cryptography;

namespace Durable;

/// <summary>A key of <see cref="AesGcmPayloadCodec"/>, with the id under which stored data names it. Nothing shows the key itself.</summary>
[DebuggerDisplay("{Id}")]
public sealed class AesGcmKey
{
    /// <summary>Bytes of a key: AES-256.</summary>
    public const int Bytes = 32;

    /// <summary>Longest id.</summary>
    public const int MaxIdLength = 64;

    private readonly byte[] _key;

    /// <summary>Takes a key on; its bytes are copied.</summary>
    /// <param name="id">Its name: 1 to 64 of <c>[a-zA-Z0-9_.:/-]</c>. Stored beside everything it encrypts, readable by everybody.</param>
    /// <param name="key">32 random bytes, as <see cref="RandomNumberGenerator"/> makes them. Not a password.</param>
    /// <exception cref="ArgumentException">The id or the length is not valid, or the bytes are all equal.</exception>
    public AesGcmKey(string id, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MaxIdLength || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '/' or '-'))
        {
            // Somebody may have taken the key for the id.
            throw new ArgumentException($"The id of a key must be 1 to {MaxIdLength} of the characters a-z, A-Z, 0-9, '_', '.', ':', '/' and '-'.", nameof(id));
        }

        if (key.Length != Bytes)
        {
            throw new ArgumentException($"Key '{id}' has {key.Length} bytes; AES-256 takes {Bytes}. Make one of random bytes, for example by 'openssl rand -base64 32'.", nameof(key));
        }

        if (key.IndexOfAnyExcept(key[0]) < 0)
        {
            throw new ArgumentException($"Key '{id}' repeats one byte; a key is made of random bytes, for example by 'openssl rand -base64 32'.", nameof(key));
        }

        Id = id;
        _key = key.ToArray();
    }

    /// <summary>The name.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>Takes a key on that is given as text.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="base64">32 random bytes in Base64.</param>
    /// <exception cref="ArgumentException">It is not that; the message does not repeat it.</exception>
    public static AesGcmKey FromBase64(string id, string base64)
    {
        ArgumentNullException.ThrowIfNull(base64);
        var key = new byte[base64.Length];
        try
        {
            return Convert.TryFromBase64String(base64, key, out var written)
                ? new AesGcmKey(id, key.AsSpan(0, written))
                : throw new ArgumentException($"Key '{id}' is not Base64.", nameof(base64));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
