using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Durable.Core.Contexts;

/// <summary>
/// Positional ids: the n-th operation of a context is <c>n</c> at the root and <c>parent-n</c> below. A path that would be longer than an id
/// may be is replaced by its hash, which starts with a letter and so can never be a path.
/// </summary>
internal static class OperationIds
{
    private const int MaxLength = 64;

    public static string Child(string? parentId, int number)
    {
        if (parentId is null)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"{parentId}-{number}");
        return path.Length <= MaxLength ? path : Hashed(path);
    }

    private static string Hashed(string path)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(path), hash);
        return $"h{Convert.ToHexStringLower(hash[..20])}";
    }
}
