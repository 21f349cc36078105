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
        // What is no terminal may be full or gone, and that must be told.
        var output = Console.IsOutputRedirected ? CheckedWriter.ThatFails(StandardStreams.OpenOutput(autoFlush: true)) : Console.Out;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    public static IProgressDisplay DisplayFor(IAnsiConsole console, TimeProvider timeProvider) =>
        console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? new LiveProgressDisplay(console, timeProvider)
            : new PlainProgressDisplay(console, timeProvider);
}
