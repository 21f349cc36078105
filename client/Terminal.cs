using System.Text;

namespace Durable.CommandLine;

/// <summary>The world around a command: its streams, its environment and its clock.</summary>
internal sealed record Terminal
{
    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person reads the output; otherwise it is plain, for other programs.</summary>
    public bool IsInteractive { get; init; }

    public Func<string, string?> Environment { get; init; } = static _ => null;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static Terminal OfProcess()
    {
        // Names, inputs and results are UTF-8 wherever they come from.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal
        {
            Input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8),
            Output = Console.Out,
            Error = Console.Error,
            IsInteractive = !Console.IsOutputRedirected,
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }
}
