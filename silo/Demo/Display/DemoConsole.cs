using Durable.Terminals;
using Spectre.Console;

namespace Durable.Silo.Demo.Display;

/// <summary>Where the demo writes to, and how.</summary>
internal static class DemoConsole
{
    // Without a terminal there is no width to keep to; lines are only broken where they get hard to read.
    private const int PlainWidth = 140;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(OpenOutput()) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    /// <summary>Standard output. What is no terminal may be full or gone, and that must be told.</summary>
    public static TextWriter OpenOutput() => Console.IsOutputRedirected ? CheckedWriter.ThatFails(StandardStreams.OpenOutput(autoFlush: true)) : Console.Out;

    public static IProgressDisplay DisplayFor(IAnsiConsole console, TimeProvider timeProvider) =>
        console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? new LiveProgressDisplay(console, timeProvider)
            : new PlainProgressDisplay(console, timeProvider);
}
