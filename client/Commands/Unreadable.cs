namespace Durable.CommandLine.Commands;

/// <summary>An answer that is of the right kind and makes no sense.</summary>
internal static class Unreadable
{
    public static CommandFailure Answer() => new(
        ExitCode.ServerError, "The answer is not one that this command can read. Use the command line of the server's release.");

    public static CommandFailure Pages() => new(
        ExitCode.ServerError, "The server goes round in circles: it sent a marker that it had sent before. Use the command line of the server's release.");
}
