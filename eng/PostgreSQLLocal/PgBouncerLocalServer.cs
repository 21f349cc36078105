using System.Globalization;
using Durable.LocalServers;

namespace Durable.PostgreSQLLocal;

/// <summary>A PgBouncer in transaction mode before a PostgreSQL server, on a free port of the loopback interface.</summary>
public sealed class PgBouncerLocalServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private PgBouncerLocalServer(int port, ServerProcess process)
    {
        Port = port;
        _process = process;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts one that lets a single user in, without asking for a password.</summary>
    /// <param name="serverPort">The port of PostgreSQL.</param>
    /// <param name="user">The user.</param>
    /// <param name="password">The password by which PostgreSQL knows him.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgreSQLLocalException">It is not installed, or did not start.</exception>
    public static async Task<PgBouncerLocalServer> StartAsync(int serverPort, string user, string password, CancellationToken cancellationToken = default)
    {
        var program = Programs.Find("pgbouncer") ?? FindOnDebian()
            ?? throw new PostgreSQLLocalException("pgbouncer is not on PATH: install PgBouncer.");
        var folder = Directory.CreateTempSubdirectory("pgbouncer-").FullName;
        var port = ServerProcess.FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"{user}\" \"{password}\"\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "pgbouncer.ini"),
            string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                * = host=127.0.0.1 port={serverPort}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = trust
                auth_file = {Path.Combine(folder, "users.txt")}
                pool_mode = transaction
                max_client_conn = 500
                default_pool_size = 5

                """),
            cancellationToken);
        var asUser = await Privileges.GiveAwayAsync(folder, cancellationToken);
        var process = ServerProcess.Start([.. asUser, program, Path.Combine(folder, "pgbouncer.ini")], folder);
        if (await process.WhenListeningAsync(port, cancellationToken))
        {
            return new PgBouncerLocalServer(port, process);
        }

        var said = process.Output;
        await process.DisposeAsync();
        throw new PostgreSQLLocalException(Invariant($"PgBouncer did not start on port {port}. It said: {said}"));
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // Its place is on PATH for root alone.
    private static string? FindOnDebian() => File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : null;
}
