using System.Globalization;
using System.Security.Cryptography;
using Durable.LocalServers;

namespace Durable.PostgreSQLLocal;

/// <summary>A PostgreSQL server of this process, on a free port of the loopback interface; or one that is there already.</summary>
public sealed class PostgreSQLLocalServer : IAsyncDisposable
{
    /// <summary>Environment variable with the connection string of a server to use instead of starting one, by a role that may create databases and roles.</summary>
    public const string EndpointVariable = "DURABLE_POSTGRES_ENDPOINT";

    private const string User = "durable_owner";

    private readonly ServerProcess? _process;

    private PostgreSQLLocalServer(string connectionString, ServerProcess? process)
    {
        ConnectionString = connectionString;
        _process = process;
    }

    /// <summary>Leads to its database <c>postgres</c> as a superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Uses the server of the environment, or makes a new database cluster and starts it.</summary>
    /// <param name="settings">Settings of the server, such as <c>fsync=off</c>.</param>
    /// <param name="parent">Where its folder is made; by default where temporary files are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgreSQLLocalException">It cannot be had on this machine, or did not start.</exception>
    public static async Task<PostgreSQLLocalServer> StartAsync(IReadOnlyCollection<string> settings, string? parent = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } endpoint)
        {
            return new PostgreSQLLocalServer(endpoint, process: null);
        }

        var installation = Installation.Find();
        var folder = CreateFolder(parent);
        var password = RandomNumberGenerator.GetHexString(32);
        var asUser = await Privileges.GiveAwayAsync(folder, cancellationToken);
        var data = Path.Combine(folder, "data");
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        await Command.RunAsync([.. asUser, installation.Initdb, "-D", data, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale=C", "-N"], cancellationToken);
        var port = ServerProcess.FreePort();
        string[] arguments =
        [
            "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=300", .. settings.SelectMany(static setting => (string[])["-c", setting]),
        ];
        var process = ServerProcess.Start([.. asUser, installation.Postgres, .. arguments], folder);
        if (await process.WhenListeningAsync(port, cancellationToken))
        {
            return new PostgreSQLLocalServer(Invariant($"Host=127.0.0.1;Port={port};Database=postgres;Username={User};Password={password}"), process);
        }

        var said = process.Output;
        await process.DisposeAsync();
        throw new PostgreSQLLocalException(Invariant($"PostgreSQL did not start on port {port}. It said: {said}"));
    }

    /// <summary>Ends it, if it was started here.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string CreateFolder(string? parent) => parent is null
        ? Directory.CreateTempSubdirectory("postgresql-").FullName
        : Directory.CreateDirectory(Path.Combine(parent, $"postgresql-{Guid.NewGuid():N}")).FullName;
}
