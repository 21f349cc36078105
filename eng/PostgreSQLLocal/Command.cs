using System.Diagnostics;

namespace Durable.PostgreSQLLocal;

/// <summary>A program that is run to its end.</summary>
internal static class Command
{
    /// <exception cref="PostgreSQLLocalException">It failed.</exception>
    public static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new PostgreSQLLocalException(Invariant($"'{string.Join(' ', command)}' ended with {process.ExitCode}. It said: {await output}{errors}"));
        }
    }
}
