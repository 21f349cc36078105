using System.Buffers;
using System.Text;

namespace Durable;

/// <summary>Limits of business keys and tags.</summary>
internal static class LabelRules
{
    private static readonly SearchValues<char> s_keyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/");

    public static string? ProblemOf(string? businessKey) =>
        businessKey is null || (businessKey.Length is > 0 and <= DurableLimits.MaxBusinessKeyLength && IsText(businessKey))
            ? null
            : $"The business key has {businessKey.Length} characters; it must have 1 to {DurableLimits.MaxBusinessKeyLength}, and no control characters.";

    public static string? ProblemOf(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > DurableLimits.MaxTags)
        {
            return $"There are {tags.Count} tags; the limit is {DurableLimits.MaxTags}.";
        }

        var bytes = 0;
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > DurableLimits.MaxTagKeyLength || key.AsSpan().ContainsAnyExcept(s_keyCharacters))
            {
                return $"The tag key '{Shorten(key)}' is not valid: use 1 to {DurableLimits.MaxTagKeyLength} of the characters a-z, A-Z, 0-9 and -_.:/";
            }

            if (value is null || value.Length > DurableLimits.MaxTagValueLength || !IsText(value))
            {
                return $"The value of tag '{key}' is not valid: use at most {DurableLimits.MaxTagValueLength} characters, and no control characters.";
            }

            bytes += key.Length + Encoding.UTF8.GetByteCount(value);
        }

        return bytes <= DurableLimits.MaxTagBytes
            ? null
            : Invariant($"The tags have {bytes} bytes, keys and values together; the limit is {DurableLimits.MaxTagBytes}. Every checkpoint carries them: keep what is large in the input.");
    }

    // What a store could not keep as it is, such as half of a pair of surrogates, is no text either.
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static string Shorten(string key) => key.Length <= 80 ? key : $"{key.AsSpan(0, 80)}…";
}
