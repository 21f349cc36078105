namespace Durable.CommandLine.Targets;

/// <summary>An answer has more bytes than the command line reads.</summary>
internal sealed class AnswerTooLarge(string endpoint) : CommandFailure(
    CommandLine.ExitCode.ServerError, $"The answer of the server at {endpoint} has more than {MaxBytes / 1024 / 1024} MiB, the most that this command reads.")
{
    public const int MaxBytes = 64 * 1024 * 1024;
}
