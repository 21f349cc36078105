using System.Security.Cryptography;
using System.Text;

namespace Durable;

/// <summary>Encrypts with AES-256-GCM: nobody without the key can read what is stored, change it, or move it elsewhere unnoticed. Its id is <c>aes-gcm</c>.</summary>
/// <remarks>
/// <para>
/// Stored are the key's id, a random nonce of 96 bits, the ciphertext and a tag of 128 bits. Execution, run, place and key id are authenticated
/// with it.
/// </para>
/// <para>
/// Random nonces allow 2³² encryptions under one key: change the key before that, at 1,000 checkpoints a second every month.
/// </para>
/// </remarks>
public sealed class AesGcmPayloadCodec : IPayloadCodec
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly AesGcmKey _current;
    private readonly Dictionary<string, AesGcmKey> _keys = new(StringComparer.Ordinal);

    /// <summary>Makes the codec.</summary>
    /// <param name="current">The key that encrypts.</param>
    /// <param name="older">Keys that decrypt what was encrypted under them; and keys that other hosts encrypt with already.</param>
    /// <exception cref="ArgumentException">Two keys have one id.</exception>
    /// <exception cref="PlatformNotSupportedException">This platform has no AES-GCM.</exception>
    public AesGcmPayloadCodec(AesGcmKey current, params IEnumerable<AesGcmKey> older)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(older);
        if (!AesGcm.IsSupported)
        {
            throw new PlatformNotSupportedException("This platform has no AES-GCM; nothing can be encrypted on it.");
        }

        _current = current;
        foreach (var key in older.Prepend(current))
        {
            if (!_keys.TryAdd(key.Id, key))
            {
                throw new ArgumentException($"Two keys are named '{key.Id}'. Stored data names its key by the id alone, so each needs one of its own.", nameof(older));
            }
        }
    }

    /// <inheritdoc/>
    public string Id => "aes-gcm";

    /// <inheritdoc/>
    public byte[] Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context)
    {
        var id = _current.Id;
        var encoded = new byte[1 + id.Length + NonceBytes + data.Length + TagBytes];
        encoded[0] = (byte)id.Length;
        Encoding.ASCII.GetBytes(id, encoded.AsSpan(1));
        var nonce = encoded.AsSpan(1 + id.Length, NonceBytes);
        var ciphertext = encoded.AsSpan(1 + id.Length + NonceBytes, data.Length);
        RandomNumberGenerator.Fill(nonce);

        // One a call: an instance is not for several threads, and making one costs about a microsecond.
        using var aes = new AesGcm(_current.Key, TagBytes);
        aes.Encrypt(nonce, data, ciphertext, encoded.AsSpan(encoded.Length - TagBytes), AssociatedData(_current, context));
        return encoded;
    }

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The key is not here or another one, or the bytes were changed or moved.</exception>
    public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context)
    {
        if (encoded.IsEmpty || encoded.Length < 1 + encoded[0] + NonceBytes + TagBytes)
        {
            throw new CryptographicException("The encrypted bytes are cut off.");
        }

        var id = Encoding.ASCII.GetString(encoded.Slice(1, encoded[0]));
        if (!_keys.TryGetValue(id, out var key))
        {
            throw new CryptographicException(
                $"It is encrypted with key '{Printable(id)}', and this host has {string.Join(", ", _keys.Keys.Select(static known => $"'{known}'"))}. "
                + "Give that key back, as an older one.");
        }

        var rest = encoded[(1 + encoded[0])..];
        var data = new byte[rest.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Key, TagBytes);
        try
        {
            aes.Decrypt(rest[..NonceBytes], rest[NonceBytes..^TagBytes], rest[^TagBytes..], data, AssociatedData(key, context));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new CryptographicException(
                $"Key '{id}' does not fit what is stored: either this host has another key under that id, or the bytes were changed or belong elsewhere.", exception);
        }

        return data;
    }

    private static byte[] AssociatedData(AesGcmKey key, in PayloadCodecContext context) => [.. context.ToAssociatedData(), (byte)'\n', .. Encoding.ASCII.GetBytes(key.Id)];

    // Damaged bytes may be no id at all.
    private static string Printable(string id) =>
        string.Concat(id.Take(AesGcmKey.MaxIdLength).Select(static c => c is > ' ' and <= '~' ? c : '?'));
}
