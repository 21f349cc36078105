using System.Buffers.Binary;
using System.Security.Claims;
using System.Security.Cryptography;
using Durable.Silo.Security;
using Durable.Silo.Security.ApiKeys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Durable.Silo.WebConsole;

/// <summary>
/// What a browser keeps of a sign-in with a key: the hash of the key, and for how long. Whom the key belongs to, and what that one may do, is looked up in the file of keys
/// at each request, so that a revoked key ends its sign-ins, too.
/// </summary>
internal sealed class ConsoleTickets
{
    private readonly TrustedFile<ApiKeyRing> _keys;
    private readonly TimeProvider _timeProvider;
    private readonly IDataProtector _protector;

    /// <param name="keys">The keys.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="protection">Protects tickets.</param>
    public ConsoleTickets(TrustedFile<ApiKeyRing> keys, TimeProvider timeProvider, IDataProtectionProvider protection)
    {
        (_keys, _timeProvider) = (keys, timeProvider);
        _protector = protection.CreateProtector("sign-in");
    }

    /// <summary>A ticket for a key; null when the key is nobody's.</summary>
    public string? Issue(string key)
    {
        var hash = ApiKey.Hash(key);
        if (_keys.Current?.Find(hash, _timeProvider.GetUtcNow()) is null)
        {
            return null;
        }

        var ticket = new byte[hash.Length + sizeof(long)];
        hash.CopyTo(ticket, 0);
        BinaryPrimitives.WriteInt64BigEndian(ticket.AsSpan(hash.Length), (_timeProvider.GetUtcNow() + ConsoleCookie.Lifetime).ToUnixTimeSeconds());
        return WebEncoders.Base64UrlEncode(_protector.Protect(ticket));
    }

    /// <summary>Whom a ticket was issued to; null when it was not, has expired, or its key is no longer good.</summary>
    public ClaimsIdentity? Read(string ticket)
    {
        try
        {
            var content = _protector.Unprotect(WebEncoders.Base64UrlDecode(ticket));
            var now = _timeProvider.GetUtcNow();
            return content.Length == SHA256.HashSizeInBytes + sizeof(long)
                && now.ToUnixTimeSeconds() < BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(SHA256.HashSizeInBytes))
                    ? _keys.Current?.Find(content[..SHA256.HashSizeInBytes], now)
                    : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
