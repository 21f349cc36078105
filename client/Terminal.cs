using System.Text;
using Durable.Terminals;

namespace Durable.CommandLine;

/// <summary>The world around a command: its streams, its environment and its clock.</summary>
internal sealed record Terminal
{
    private const int DefaultWidth = 80;

    /// <summary>Standard input; null when it is closed.</summary>
    public required Stream? Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person reads the output; otherwise it is plain, for other programs.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether the output understands escape sequences.</summary>
    public bool TakesEscapes { get; init; }

    /// <summary>How many columns a person sees.</summary>
    public int Width { get; init; } = DefaultWidth;

    public Func<string, string?> Environment { get; init; } = static _ => null;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static Terminal OfProcess()
    {
        UseUtf8();
        return new Terminal
        {
            Input = StandardStreams.OpenInput(),
            Output = StandardStreams.OpenOutput(),
            Error = Console.Error,
            IsInteractive = !Console.IsOutputRedirected,
            TakesEscapes = !Console.IsOutputRedirected,
            Width = WidthOfConsole(),
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }

    // Names, inputs and results are UTF-8 wherever they come from.
    private static void UseUtf8()
    {
        try
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
        catch (IOException)
        {
            // There is no console to tell.
        }
    }

    private static int WidthOfConsole()
    {
        try
        {
            return !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
        }
        catch (Exception exception) when (exception is IOException or PlatformNotSupportedException)
        {
            return DefaultWidth;
        }
    }
}
