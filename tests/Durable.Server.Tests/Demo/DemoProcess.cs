using System.Diagnostics;
using Durable.Server.Tests.Hosting;

namespace Durable.Server.Tests.Demo;

/// <summary>The server with <c>--demo --exit</c>, in a process of its own; killed with the test if not before.</summary>
internal sealed class DemoProcess : IDisposable
{
    private readonly Process _process;

    private DemoProcess(Process process) => _process = process;

    public static DemoProcess Start(string databasePath) => Start("--data", databasePath);

    public static DemoProcess Start(params string[] args)
    {
        var server = Path.Combine(AppContext.BaseDirectory, "durable-server.dll");
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", server, "--demo", "--exit", .. args, "--port", "0", .. ServerProcess.FreePorts])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new DemoProcess(Process.Start(start) ?? throw new InvalidOperationException("The server was not started."));
    }

    /// <summary>The next line of its output; null at the end.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Ends it without giving it a chance to do anything, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it come to its end.</summary>
    public async Task<(int ExitCode, string Output)> FinishAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output);
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
