using System.Security.Cryptography;
using System.Text;

namespace Durable.Core.Contexts;

/// <summary>Ids that are the same on every replay: of a name, by its hash (RFC 9562, version 8).</summary>
internal static class DeterministicGuid
{
    public static Guid Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
