using Spectre.Console;

namespace Durable.CommandLine.Output;

/// <summary>Rows for people: a drawn table on a terminal, tab-separated lines elsewhere.</summary>
internal static class Table
{
    private const int LongestCell = 1000;

    /// <summary>Writes rows under a heading.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="columns">The heading.</param>
    /// <param name="wrapped">The column that gives way where the terminal is narrow.</param>
    /// <param name="rows">The cells.</param>
    public static void Write(Terminal terminal, IReadOnlyList<string> columns, int wrapped, IEnumerable<string[]> rows)
    {
        if (!terminal.IsInteractive)
        {
            WriteLines(terminal, rows.Prepend([.. columns.Select(static column => column.ToUpperInvariant())]));
            return;
        }

        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Count; i++)
        {
            table.AddColumn(new TableColumn(new Text(columns[i], new Style(decoration: Decoration.Bold))) { NoWrap = i != wrapped });
        }

        Draw(terminal, table, rows);
    }

    /// <summary>Writes names and values.</summary>
    public static void WriteMembers(Terminal terminal, IEnumerable<string[]> members)
    {
        if (terminal.IsInteractive)
        {
            var table = new Spectre.Console.Table().Border(TableBorder.None).HideHeaders();
            table.AddColumn(new TableColumn(string.Empty) { NoWrap = true });
            table.AddColumn(string.Empty);
            Draw(terminal, table, members);
        }
        else
        {
            WriteLines(terminal, members);
        }
    }

    private static void Draw(Terminal terminal, Spectre.Console.Table table, IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(Shorten(PrintableText.Of(cell)))));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) }).Write(table);
    }

    private static void WriteLines(Terminal terminal, IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
        {
            terminal.Output.WriteLine(string.Join('\t', row.Select(PrintableText.Of)));
        }
    }

    private static string Shorten(string cell) => cell.Length <= LongestCell ? cell : $"{cell[..LongestCell]}… ({cell.Length} characters; --json shows all)";
}
