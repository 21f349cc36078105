using System.Buffers;

namespace Durable;

internal static class NameCharacters
{
    /// <summary>The characters of function names, execution names, operation ids and sub-types on the wire.</summary>
    public static readonly SearchValues<char> All =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}
