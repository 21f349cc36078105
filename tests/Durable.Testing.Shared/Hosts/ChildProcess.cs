using System.Diagnostics;

namespace Durable.Testing;

/// <summary>A process of Durable.CrashChild; killed with the test if not before.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <param name="mode"><c>hold</c> only opens the database, <c>write</c> writes to it without end, <c>run</c> runs executions on it.</param>
    /// <param name="where">The database: a path, or an address, a table and a key prefix.</param>
    public static ChildProcess Start(string mode, params string[] where) => Start(variable: null, mode, where, hidesErrors: false);

    /// <summary>The same with a variable in its environment, which is set to 1.</summary>
    public static ChildProcess StartWith(string variable, string mode, params string[] where) => Start(variable, mode, where, hidesErrors: false);

    /// <param name="mode">As above.</param>
    /// <param name="where">The database.</param>
    /// <param name="hidesErrors">Whether its standard error goes nowhere: that of a stack that overflows is long.</param>
    public static ChildProcess Start(string mode, string[] where, bool hidesErrors) => Start(variable: null, mode, where, hidesErrors);

    private static ChildProcess Start(string? variable, string mode, string[] where, bool hidesErrors)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "Durable.CrashChild.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", child, mode, .. where])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = hidesErrors,
            UseShellExecute = false,
        };
        if (variable is not null)
        {
            start.Environment[variable] = "1";
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The child process was not started.");
        if (hidesErrors)
        {
            process.BeginErrorReadLine();
        }

        return new ChildProcess(process);
    }

    /// <summary>The next line of its output; null at the end.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Closes its input, upon which it comes to its end, and returns what it said on its way there.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _process.StandardInput.Close();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Ends it without giving it a chance to do anything, as <c>kill -9</c> does, and returns what it had said until then.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();

        // The last line may be cut off.
        return rest.Split('\n')[..^1];
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
