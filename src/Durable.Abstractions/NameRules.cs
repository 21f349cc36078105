using System.Buffers;

namespace Durable;

/// <summary>Which names there may be on the wire. Arguments are checked by it before an operation begins, updates before they are recorded.</summary>
internal static class NameRules
{
    /// <summary>Longest sub-type, in characters.</summary>
    public const int MaxSubTypeLength = 32;

    private const int MaxOperationIdLength = 64;
    private const char FirstPrintable = ' ';
    private const char LastPrintable = '~';

    // Function names, execution names, operation ids and sub-types.
    private static readonly SearchValues<char> s_identifierCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Whether the text has 1 to <paramref name="maxLength"/> of the characters a-z, A-Z, 0-9, '-' and '_'.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text, int maxLength) =>
        text.Length >= 1 && text.Length <= maxLength && !text.ContainsAnyExcept(s_identifierCharacters);

    public static bool IsOperationId(string id) => IsIdentifier(id, MaxOperationIdLength);

    public static bool IsSubType(string subType) => IsIdentifier(subType, MaxSubTypeLength);

    public static bool IsOperationName(string name) => IsPrintable(name, DurableLimits.MaxOperationNameLength);

    public static bool IsTenantId(string id) => IsPrintable(id, DurableLimits.MaxTenantIdLength);

    /// <summary>Position of the first character that is not printable ASCII; -1 where all are.</summary>
    public static int FindUnprintable(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(FirstPrintable, LastPrintable);

    private static bool IsPrintable(string text, int maxLength) => text.Length >= 1 && text.Length <= maxLength && FindUnprintable(text) < 0;
}
