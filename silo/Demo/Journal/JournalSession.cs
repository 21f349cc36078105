using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Durable.Silo.Demo.Journal;

/// <summary>A process that wrote the journal. Its line stands above the lines of what it ran.</summary>
/// <param name="StartedAt">When it opened the journal, before it ran anything.</param>
internal sealed record JournalSession(DateTimeOffset StartedAt)
{
    private const string Prefix = "# process started ";

    public static bool TryParse(string line, [NotNullWhen(true)] out JournalSession? session)
    {
        session = line.StartsWith(Prefix, StringComparison.Ordinal)
            && DateTimeOffset.TryParse(line.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var startedAt)
                ? new JournalSession(startedAt)
                : null;
        return session is not null;
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{StartedAt:O}");
}
