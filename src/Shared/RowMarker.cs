using System.Globalization;

namespace Durable.Storage.Shared;

/// <summary>Place of an execution in a list; it does not shift when others start or end.</summary>
/// <remarks>
/// The row id decides within a millisecond: it is unique, grows with time and, unlike the run id, takes no room in the index.
/// </remarks>
internal readonly record struct RowMarker(long StartedAtMs, long Row)
{
    /// <exception cref="ArgumentException">The text is not one of this store's markers.</exception>
    public static RowMarker Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var startedAtMs)
            && long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? new RowMarker(startedAtMs, row)
            : throw new ArgumentException(
                $"The marker '{text}' is not one that a list call handed out. Start again without a marker.", nameof(text));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAtMs}.{Row}");
}
