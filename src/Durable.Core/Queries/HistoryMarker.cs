using System.Globalization;

namespace Durable.Core.Queries;

/// <summary>
/// Place in a history. Read from the front, positions never shift; read from the back they do while the execution runs, as on AWS.
/// </summary>
/// <param name="Position">How many events come before it.</param>
/// <param name="Run">Whose history it is: executions that continue as new have one for each run.</param>
internal readonly record struct HistoryMarker(int Position, int Run)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The marker.</param>
    /// <exception cref="ArgumentException">The text is not a marker.</exception>
    public static HistoryMarker Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var run = 1;
        return TryParse(dot < 0 ? text : text.AsSpan(0, dot), out var position) && (dot < 0 || TryParse(text.AsSpan(dot + 1), out run))
            ? new HistoryMarker(position, run)
            : throw new ArgumentException($"The marker '{text}' is not one that a history call handed out. Start again without a marker.", nameof(text));
    }

    /// <summary>Position and run; the run is left out where it is the first.</summary>
    public override string ToString() => Run == 1
        ? Position.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Run}");

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
