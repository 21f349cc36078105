using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Durable.LocalServers;

/// <summary>A server that runs as long as this process does, on a free port of the loopback interface.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Its input is a pipe of this process: when this one dies, however that comes, the pipe closes and the server ends too. Its folder goes with it.
    private const string EndWithParent = """
        exec 3<&0
        folder=$1
        shift
        "$@" </dev/null 3<&- &
        server=$!
        { read -r _ <&3; kill -INT "$server"; } >/dev/null 2>&1 &
        reader=$!
        wait "$server"
        status=$?
        kill "$reader" 2>/dev/null
        rm -rf "$folder"
        exit "$status"
        """;

    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;
    private readonly StringBuilder _output = new();

    private ServerProcess(ProcessStartInfo start, string folder)
    {
        _folder = folder;
        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString().Trim();
            }
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Where it works. It is deleted with it.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static ServerProcess Start(string[] command, string folder, params (string Name, string Value)[] environment)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(command[0], command[1..])
            : new ProcessStartInfo("/bin/sh", ["-c", EndWithParent, "sh", folder, .. command]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(start, folder);
    }

    /// <summary>Waits until it takes connections.</summary>
    /// <returns>False when it ended, or did not in a minute.</returns>
    public async Task<bool> WhenListeningAsync(int port, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(startedAt) < s_startPatience)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        return false;
    }

    /// <summary>Ends it and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
