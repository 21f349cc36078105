using System.Diagnostics;
using System.Text;

namespace Durable.Diagnostics;

/// <summary>Baggage in the form of the header of W3C.</summary>
internal static class TraceBaggage
{
    private const string Header = "baggage";
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    private static readonly DistributedContextPropagator s_propagator = DistributedContextPropagator.CreateW3CPropagator();

    /// <summary>Reads entries; what has another form is left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> Read(string header) => header.Length == 0 ? [] :
    [
        .. s_propagator.ExtractBaggage(
            header,
            static (object? carrier, string name, out string? value, out IEnumerable<string>? values) =>
                (value, values) = (name == Header ? (string?)carrier : null, null)) ?? [],
    ];

    /// <summary>Whether a key may stand in the header.</summary>
    public static bool IsKey(string key) => key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c, StringComparison.Ordinal));

    /// <summary>Writes entries, as many as have room.</summary>
    /// <param name="entries">The entries. One whose key may not stand in the header is left out.</param>
    /// <param name="maxLength">Most characters.</param>
    public static string Write(IEnumerable<KeyValuePair<string, string?>> entries, int maxLength)
    {
        StringBuilder? header = null;
        foreach (var (key, value) in entries)
        {
            var entry = $"{key}={Uri.EscapeDataString(value ?? "")}";
            if (IsKey(key) && (header?.Length + 1 ?? 0) + entry.Length <= maxLength)
            {
                header = header is null ? new StringBuilder(entry) : header.Append(',').Append(entry);
            }
        }

        return header?.ToString() ?? "";
    }
}
