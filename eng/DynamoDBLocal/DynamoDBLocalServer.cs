using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Durable.DynamoDBLocal;

/// <summary>
/// A DynamoDB Local that keeps everything in memory, on a free port of the loopback interface; or one that is there already.
/// </summary>
/// <remarks>
/// DynamoDB Local asks nobody who they are, and its own main class listens on every address of the machine. It is put together by the
/// configuration reader that comes with its web server instead, from <c>server.xml</c>, which names the loopback address.
/// </remarks>
public sealed class DynamoDBLocalServer : IAsyncDisposable
{
    /// <summary>Environment variable with the address of a DynamoDB to use instead of starting one.</summary>
    public const string EndpointVariable = "DURABLE_DYNAMODB_ENDPOINT";

    private const string ConfigurationName = "server.xml";

    // Its input is a pipe of this process: when this one dies, however that comes, the pipe closes and DynamoDB Local ends too.
    private const string EndWithParent = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        { read -r _ <&3; kill "$server"; } >/dev/null 2>&1 &
        reader=$!
        wait "$server"
        status=$?
        kill "$reader" 2>/dev/null
        exit "$status"
        """;

    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);

    private readonly Process? _process;
    private readonly string? _directory;

    private DynamoDBLocalServer(string serviceUrl, Process? process, string? directory)
    {
        ServiceUrl = serviceUrl;
        _process = process;
        _directory = directory;
    }

    /// <summary>Its address.</summary>
    public string ServiceUrl { get; }

    /// <summary>Uses the endpoint of the environment, or installs DynamoDB Local where needed and starts it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DynamoDBLocalException">It cannot be had on this machine, or did not start.</exception>
    public static async Task<DynamoDBLocalServer> StartAsync(CancellationToken cancellationToken = default)
    {
        if (Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } endpoint)
        {
            return new DynamoDBLocalServer(endpoint, process: null, directory: null);
        }

        var java = Programs.Find("java", home: "JAVA_HOME")
            ?? throw new DynamoDBLocalException("Java 17 or newer is neither on PATH nor in JAVA_HOME, and DynamoDB Local runs on it.");
        var installation = await Installation.EnsureAsync(cancellationToken);

        // It writes a file or two to where it is started.
        var directory = Directory.CreateTempSubdirectory("dynamodb-local-").FullName;
        await WriteConfigurationAsync(directory, cancellationToken);
        var port = FreePort();
        var output = new StringBuilder();
        var process = Start(java, installation, directory, port, output);
        var server = new DynamoDBLocalServer(Invariant($"http://127.0.0.1:{port}"), process, directory);
        try
        {
            await server.WhenListeningAsync(port, output, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it, if it was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_directory!, recursive: true);
    }

    private static Process Start(string java, string installation, string directory, int port, StringBuilder output)
    {
        string[] command =
        [
            java,
            "-Xmx1g",
            $"-Djava.library.path={Path.Combine(installation, "DynamoDBLocal_lib")}",
            "-cp", Path.Combine(installation, "DynamoDBLocal.jar"),
            "org.eclipse.jetty.xml.XmlConfiguration", ConfigurationName, $"port={port.ToString(CultureInfo.InvariantCulture)}",
        ];
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(command[0], command[1..])
            : new ProcessStartInfo("/bin/sh", ["-c", EndWithParent, "sh", .. command]);
        start.WorkingDirectory = directory;

        // It would report to its maker that it was started.
        start.Environment["DDB_LOCAL_TELEMETRY"] = "0";
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Note(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }
    }

    private static async Task WriteConfigurationAsync(string directory, CancellationToken cancellationToken)
    {
        await using var configuration = typeof(DynamoDBLocalServer).Assembly.GetManifestResourceStream(ConfigurationName)!;
        await using var file = File.Create(Path.Combine(directory, ConfigurationName));
        await configuration.CopyToAsync(file, cancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WhenListeningAsync(int port, StringBuilder output, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!_process!.HasExited && Stopwatch.GetElapsedTime(startedAt) < s_startPatience)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        string said;
        lock (output)
        {
            said = output.ToString().Trim();
        }

        throw new DynamoDBLocalException(Invariant($"DynamoDB Local did not start on port {port}. It said: {said}"));
    }
}
