using System.Globalization;
using Durable.LocalServers;

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

    private readonly ServerProcess? _process;

    private DynamoDBLocalServer(string serviceUrl, ServerProcess? process)
    {
        ServiceUrl = serviceUrl;
        _process = process;
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
            return new DynamoDBLocalServer(endpoint, process: null);
        }

        var java = Programs.Find("java", home: "JAVA_HOME")
            ?? throw new DynamoDBLocalException("Java 17 or newer is neither on PATH nor in JAVA_HOME, and DynamoDB Local runs on it.");
        var installation = await Installation.EnsureAsync(cancellationToken);

        // It writes a file or two to where it is started.
        var directory = Directory.CreateTempSubdirectory("dynamodb-local-").FullName;
        await WriteConfigurationAsync(directory, cancellationToken);
        var port = ServerProcess.FreePort();
        var process = Start(java, installation, directory, port);
        if (await process.WhenListeningAsync(port, cancellationToken))
        {
            return new DynamoDBLocalServer(Invariant($"http://127.0.0.1:{port}"), process);
        }

        var said = process.Output;
        await process.DisposeAsync();
        throw new DynamoDBLocalException(Invariant($"DynamoDB Local did not start on port {port}. It said: {said}"));
    }

    /// <summary>Ends it, if it was started here.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ServerProcess Start(string java, string installation, string directory, int port) => ServerProcess.Start(
        [
            java,
            "-Xmx1g",
            $"-Djava.library.path={Path.Combine(installation, "DynamoDBLocal_lib")}",
            "-cp", Path.Combine(installation, "DynamoDBLocal.jar"),
            "org.eclipse.jetty.xml.XmlConfiguration", ConfigurationName, $"port={port.ToString(CultureInfo.InvariantCulture)}",
        ],
        directory,

        // It would report to its maker that it was started.
        ("DDB_LOCAL_TELEMETRY", "0"));

    private static async Task WriteConfigurationAsync(string directory, CancellationToken cancellationToken)
    {
        await using var configuration = typeof(DynamoDBLocalServer).Assembly.GetManifestResourceStream(ConfigurationName)!;
        await using var file = File.Create(Path.Combine(directory, ConfigurationName));
        await configuration.CopyToAsync(file, cancellationToken);
    }
}
