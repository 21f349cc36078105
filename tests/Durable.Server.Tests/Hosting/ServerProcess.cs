using System.Diagnostics;

namespace Durable.Server.Tests.Hosting;

/// <summary>The server in a process of its own, on any free ports.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Ports of a silo that nobody has.</summary>
    public static string[] FreePorts { get; } = ["--silo-port", "0", "--gateway-port", "0"];

    public string Endpoint { get; }

    /// <summary>Starts it and reads from its log where it listens.</summary>
    /// <param name="databasePath">Its database file; null when the options name another store.</param>
    /// <param name="maxHandles">How many file handles it may have; null for as many as this process.</param>
    /// <param name="args">More options.</param>
    public static async Task<ServerProcess> StartAsync(string? databasePath, int? maxHandles = null, params string[] args)
    {
        string[] data = databasePath is null ? [] : ["--data", databasePath];
        var process = DotnetProcess.Start("durable-server.dll", [.. data, "--port", "0", .. args], maxHandles: maxHandles);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var start)
            {
                return new ServerProcess(process, line[start..line.IndexOf(';', start)]);
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>Reads on in the log of a silo: where client apps reach it.</summary>
    public async Task<string> ReadGatewayAsync()
    {
        const string Before = "gateway ";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var found)
            {
                return line[(found + Before.Length)..line.IndexOf(',', found)];
            }
        }

        throw new InvalidOperationException("The server ended before it named its gateway.");
    }

    /// <summary>Asks it to stop, as a supervisor does.</summary>
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

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
