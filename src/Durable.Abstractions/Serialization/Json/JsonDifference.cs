using System.Text.Json;

namespace Durable;

/// <summary>The first place where two JSON texts say different things.</summary>
/// <param name="Path">Where, as in <c>$.lines[2].price</c>.</param>
/// <param name="First">What the first says there; null when it has nothing there.</param>
/// <param name="Second">What the second says there; null when it has nothing there.</param>
internal sealed record JsonDifference(string Path, string? First, string? Second)
{
    private const int MaxShown = 60;

    /// <summary>Finds it. The order of an object's members says nothing.</summary>
    /// <param name="first">A text.</param>
    /// <param name="second">Another.</param>
    /// <param name="inAnyOrder">The order of arrays says nothing either.</param>
    public static JsonDifference? Find(string first, string second, bool inAnyOrder)
    {
        using var one = JsonDocument.Parse(first);
        using var other = JsonDocument.Parse(second);
        return Find("$", one.RootElement, other.RootElement, inAnyOrder);
    }

    private static JsonDifference? Find(string path, JsonElement first, JsonElement second, bool inAnyOrder)
    {
        if (first.ValueKind != second.ValueKind)
        {
            return new JsonDifference(path, Show(first), Show(second));
        }

        switch (first.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in first.EnumerateObject())
                {
                    var memberPath = $"{path}.{member.Name}";
                    if (!second.TryGetProperty(member.Name, out var other))
                    {
                        return new JsonDifference(memberPath, Show(member.Value), null);
                    }

                    if (Find(memberPath, member.Value, other, inAnyOrder) is { } found)
                    {
                        return found;
                    }
                }

                foreach (var member in second.EnumerateObject().Where(member => !first.TryGetProperty(member.Name, out _)))
                {
                    return new JsonDifference($"{path}.{member.Name}", null, Show(member.Value));
                }

                return null;
            case JsonValueKind.Array:
                var (ones, others) = (first.EnumerateArray().ToList(), second.EnumerateArray().ToList());
                if (ones.Count != others.Count)
                {
                    return new JsonDifference(path, Show(first), Show(second));
                }

                if (inAnyOrder)
                {
                    ones.Sort(static (a, b) => string.CompareOrdinal(a.GetRawText(), b.GetRawText()));
                    others.Sort(static (a, b) => string.CompareOrdinal(a.GetRawText(), b.GetRawText()));
                }

                return ones.Select((one, i) => Find(Invariant($"{path}[{i}]"), one, others[i], inAnyOrder)).FirstOrDefault(static found => found is not null);
            default:
                return first.GetRawText() == second.GetRawText() ? null : new JsonDifference(path, Show(first), Show(second));
        }
    }

    private static string Show(JsonElement element) => element.GetRawText() is var text && text.Length <= MaxShown ? text : $"{text[..MaxShown]}…";
}
