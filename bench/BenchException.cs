namespace Durable.Bench;

/// <summary>Ends the program with one line on standard error.</summary>
internal sealed class BenchException(string message, int exitCode) : Exception(message)
{
    /// <summary>The program was asked for something that it does not have.</summary>
    public const int Unavailable = 2;

    /// <summary>The run did not come to a result that can be trusted.</summary>
    public const int Failed = 1;

    public int ExitCode { get; } = exitCode;
}
