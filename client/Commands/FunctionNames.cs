namespace Durable.CommandLine.Commands;

/// <summary>Functions as the user names them.</summary>
internal static class FunctionNames
{
    /// <summary>Refuses what cannot be the name of a function.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="CommandFailure">It cannot.</exception>
    public static string Require(string function) => ExecutionId.IsValidFunctionName(function)
        ? function
        : throw new CommandFailure(
            ExitCode.Usage, $"'{function}' does not name a function: use 1 to {ExecutionId.MaxFunctionNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
}
