using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Durable.Silo.Demo.Journal;

/// <summary>One step body that ran.</summary>
/// <param name="Arn">The execution.</param>
/// <param name="OperationId">The step.</param>
/// <param name="Attempt">Which attempt of it, from 1.</param>
/// <param name="Step">The step's name.</param>
internal sealed record JournalEntry(string Arn, string OperationId, int Attempt, string Step)
{
    private const char Separator = '\t';

    public static bool TryParse(string line, [NotNullWhen(true)] out JournalEntry? entry)
    {
        var parts = line.Split(Separator);
        entry = parts.Length == 4 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new JournalEntry(parts[0], parts[1], attempt, parts[3])
            : null;
        return entry is not null;
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Arn}{Separator}{OperationId}{Separator}{Attempt}{Separator}{Step}");
}
