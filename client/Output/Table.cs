using Durable.Terminals;
using Spectre.Console;

namespace Durable.CommandLine.Output;

/// <summary>Rows for people: a drawn table on a terminal, tab-separated lines elsewhere.</summary>
internal static class Table
{
    private const int LongestCell = 1000;

    private static readonly Column[] s_members = [new("Name"), new("Value", MinWidth: 12, Wraps: true)];

    /// <summary>Writes rows under a heading.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="columns">The columns, from left to right.</param>
    /// <param name="rows">The cells.</param>
    public static void Write(Terminal terminal, IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        if (terminal.IsInteractive)
        {
            Draw(terminal, columns, Printable(rows), hasHeading: true);
        }
        else
        {
            WriteHeading(terminal, columns);
            WriteLines(terminal, rows);
        }
    }

    /// <summary>Writes names and values.</summary>
    public static void WriteMembers(Terminal terminal, IEnumerable<string[]> members)
    {
        if (terminal.IsInteractive)
        {
            Draw(terminal, s_members, Printable(members), hasHeading: false);
        }
        else
        {
            WriteLines(terminal, members);
        }
    }

    /// <summary>Writes the heading for other programs.</summary>
    public static void WriteHeading(Terminal terminal, IReadOnlyList<Column> columns) =>
        terminal.Output.WriteLine(string.Join('\t', columns.Select(static column => column.Heading.ToUpperInvariant())));

    /// <summary>Writes rows for other programs.</summary>
    public static void WriteLines(Terminal terminal, IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
        {
            terminal.Output.WriteLine(string.Join('\t', row.Select(PrintableText.Cell)));
        }
    }

    private static string[][] Printable(IEnumerable<string[]> rows) =>
        [.. rows.Select(static row => row.Select(static cell => Shorten(PrintableText.Line(cell))).ToArray())];

    private static void Draw(Terminal terminal, IReadOnlyList<Column> columns, string[][] rows, bool hasHeading)
    {
        int[] contents = [.. columns.Select((_, i) => rows.Length == 0 ? 0 : rows.Max(row => row[i].GetCellWidth()))];
        int[] told = [.. Enumerable.Range(0, columns.Count).Where(i => contents[i] > 0 || columns[i].Importance == 0)];
        Column[] toldColumns = [.. told.Select(i => columns[i])];
        var widths = TableLayout.Fit(
            toldColumns,
            [.. told.Select(i => hasHeading ? Math.Max(contents[i], columns[i].Heading.Length) : contents[i])],
            terminal.Width);
        int[] shown = [.. Enumerable.Range(0, told.Length).Where(i => widths[i] > 0)];

        var table = new Spectre.Console.Table { Border = TableBorder.None, ShowHeaders = hasHeading };
        foreach (var i in shown)
        {
            table.AddColumn(new TableColumn(new Text(toldColumns[i].Heading, new Style(decoration: Decoration.Bold)))
            {
                Width = widths[i],
                Padding = new Padding(0, 0, i == shown[^1] ? 0 : TableLayout.Gap, 0),
            });
        }

        foreach (var row in rows)
        {
            table.AddRow(shown.Select(i => new Text(row[told[i]])));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.TakesEscapes ? AnsiSupport.Detect : AnsiSupport.No,
            Out = new TableOutput(terminal),
        });
        console.Write(table);
        if (shown.Length < told.Length)
        {
            var hidden = string.Join(", ", Enumerable.Range(0, told.Length).Except(shown).Select(i => toldColumns[i].Heading));
            terminal.Error.WriteLine($"durable: The terminal is too narrow for: {hidden}. --json has all.");
        }
    }

    private static string Shorten(string cell)
    {
        if (cell.Length <= LongestCell)
        {
            return cell;
        }

        var end = char.IsHighSurrogate(cell[LongestCell - 1]) ? LongestCell - 1 : LongestCell;
        return $"{cell[..end]}… ({cell.Length} characters; --json shows all)";
    }
}
