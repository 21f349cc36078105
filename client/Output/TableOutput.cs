using System.Text;
using Spectre.Console;

namespace Durable.CommandLine.Output;

/// <summary>The terminal, for what draws tables.</summary>
internal sealed class TableOutput(Terminal terminal) : IAnsiConsoleOutput
{
    // Tables are drawn row by row; nothing is placed by the height.
    private const int AnyHeight = 24;

    public TextWriter Writer => terminal.Output;

    public bool IsTerminal => terminal.TakesEscapes;

    public int Width => terminal.Width;

    public int Height => AnyHeight;

    public void SetEncoding(Encoding encoding)
    {
        // The terminal has one already.
    }
}
