namespace Durable.CommandLine;

/// <summary>Ends a command.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What went wrong and what to do, for standard error.</param>
internal class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether the server may have done what was asked for all the same.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>Something happened that this program does not expect.</summary>
    public static CommandFailure OfFault(Exception exception) => new(
        CommandLine.ExitCode.Unexpected,
        $"The command failed, and that is a fault of this program. Please report it: {exception.GetType()}: {exception.Message}");
}
