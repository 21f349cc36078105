using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Durable.Silo.Hosting;
using Durable.Storage;

namespace Durable.Server.Tests.Hosting;

public sealed class ServerCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-server-");

    private string DatabasePath => Path.Combine(_directory.FullName, "durable.db");

    public void Dispose() => _directory.Delete(recursive: true);

    public static TheoryData<string> TextOptions()
    {
        var root = ServerCommand.CreateRoot(new ServerCommandOptions(), static (_, _, _) => Task.FromResult(0));
        return [.. root.Options.Where(static option => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0).Select(static option => option.Name)];
    }

    [Theory]
    [MemberData(nameof(TextOptions))]
    public async Task No_option_takes_an_empty_value(string option)
    {
        var (exitCode, error) = await RunAsync([option, ""]);

        Assert.Equal((2, $"durable-server: {option} has an empty value: give it one, or leave the option out."), (exitCode, error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("--port 65536", "--port 65536 is not a port: use 1 to 65535, or 0 for any free one.")]
    [InlineData("--port http", "--port http is not a port: use 1 to 65535, or 0 for any free one.")]
    [InlineData("--store mysql", "Argument 'mysql' not recognized. Must be one of: 'sqlite' 'postgres' 'dynamodb' 'memory'")]
    [InlineData(
        "--store postgres",
        "--store postgres needs a database: name a file that holds its connection string with --postgres-connection-file, or set DURABLE_POSTGRES_CONNECTION.")]
    [InlineData("--postgres-schema s", "--postgres-schema is for --store postgres: add that, or leave it out.")]
    [InlineData("--clustering postgres", "--clustering postgres is in the database of --store postgres, and --store sqlite is another: use the same for both.")]
    [InlineData("--advertised-address 127.0.0.1", "--advertised-address is for --clustering postgres or dynamodb: add one of them, or leave it out.")]
    [InlineData(
        "--store postgres --postgres-connection-file no-such-file --port 0",
        "--postgres-connection-file no-such-file cannot be used: Could not find file '{directory}no-such-file'.")]
    [InlineData("--dynamodb-table t", "--dynamodb-table is for --store dynamodb: add that, or leave it out.")]
    [InlineData("--store dynamodb --data x.db", "--data names a database file, and --store dynamodb has none: leave one of the two out.")]
    [InlineData(
        "--store dynamodb --dynamodb-local --dynamodb-region x",
        "--dynamodb-local starts a DynamoDB of its own, and --dynamodb-region names another: leave one of the two out.")]
    [InlineData("--exit", "--exit ends the server after the demo: use it with --demo.")]
    [InlineData("--store memory --data x.db", "--data names a database file, and --store memory has none: leave one of the two out.")]
    [InlineData("--store memory --take-over", "--take-over is for a database file, and --store memory has none: leave one of the two out.")]
    [InlineData("--max-connections 0", "--max-connections 0 is not a number from 1 to 1000000.")]
    [InlineData("--drain-timeout 0", "--drain-timeout 0 is not a number of seconds from 1 to 3600.")]
    [InlineData("--otlp-endpoint collector:4317", "--otlp-endpoint collector:4317 is not a URL such as http://localhost:4317.")]
    [InlineData("--otlp-protocol http", "--otlp-protocol says how a collector is spoken to, and none is named: add --otlp-endpoint, or leave it out.")]
    [InlineData("--count-stuck 5 --prometheus", "--count-stuck 5 is not a number of seconds from 10 to 86400.")]
    [InlineData("--count-stuck 60", "--count-stuck counts for a metric that nobody reads: add --otlp-endpoint or --prometheus, or leave it out.")]
    [InlineData("--idle-timeout 0", "--idle-timeout 0 is not a number from 1 to 3600.")]
    [InlineData("--address example.com", "--address example.com is not an IP address: name one of this machine's, or 0.0.0.0 for all of them.")]
    [InlineData("--insecure-http", "--insecure-http is for an --address beyond this machine: leave it out.")]
    [InlineData("--certificate-key k.pem", "--certificate-key is the key of a certificate: name that with --certificate.")]
    [InlineData(
        "--jwt-authority https://issuer.example",
        "--jwt-authority takes tokens: say with --jwt-audience whom they must be meant for, so that those for others are refused.")]
    [InlineData("--jwt-audience durable", "Tokens need an issuer and its keys: give either --jwt-authority, or both --jwt-issuer and --jwt-key.")]
    [InlineData("--jwt-audience durable --jwt-issuer a", "Tokens need an issuer and its keys: give either --jwt-authority, or both --jwt-issuer and --jwt-key.")]
    [InlineData(
        "--jwt-audience durable --jwt-authority https://issuer.example --jwt-key k.pem",
        "Tokens need an issuer and its keys: give either --jwt-authority, or both --jwt-issuer and --jwt-key.")]
    [InlineData(
        "--jwt-audience durable --jwt-authority http://issuer.example",
        "--jwt-authority http://issuer.example is not an https address: keys that come in the clear prove nothing.")]
    [InlineData(
        "--oidc-authority https://login.example",
        "--oidc-authority signs people in: say with --oidc-client-id what the provider calls this server.")]
    [InlineData("--oidc-client-id a", "--oidc-client-id is about a provider to sign in at: name that with --oidc-authority, or leave it out.")]
    [InlineData(
        "--oidc-authority http://login.example --oidc-client-id a",
        "--oidc-authority http://login.example is not an https address: who signs people in must be who it says. Only one on this machine may be http.")]
    [InlineData(
        "--oidc-authority https://login.example?tenant=1 --oidc-client-id a",
        "--oidc-authority https://login.example?tenant=1 has more than a host and a path: leave out what stands before '@' and after '?' or '#'.")]
    [InlineData(
        "--oidc-authority https://login.example --oidc-client-id a --oidc-scopes profile",
        "--oidc-scopes 'profile' has no openid: without it a provider does not say who signs in.")]
    [InlineData(
        "--oidc-authority https://login.example --oidc-client-id a --no-console",
        "--oidc-authority signs in to the console, and --no-console leaves it out: leave one of the two out.")]
    [InlineData(
        "--jwt-role-claim groups",
        "--jwt-role-claim takes tokens: say with --jwt-audience whom they must be meant for, so that those for others are refused.")]
    [InlineData(
        "--oidc-authority https://login.example --oidc-client-id a --jwt-role-claim groups --store memory --port 0 --oidc-client-secret-file no-such-file",
        "--oidc-client-secret-file no-such-file cannot be used: Could not find file '{directory}no-such-file'.")]
    [InlineData("--max-request-bytes 10", "--max-request-bytes 10 is not a number from 1024 to 6291456.")]
    [InlineData("--max-requests-per-second 0", "--max-requests-per-second 0 is not a number from 1 to 1000000.")]
    [InlineData("--host embedded --gateway-port 30001", "--gateway-port is for --host orleans, and --host embedded has no cluster: leave one of the two out.")]
    [InlineData("--silo-port 30000", "--silo-port and --gateway-port are the same: choose two.")]
    [InlineData("--silo-port 65536", "--silo-port 65536 is not a port: use 1 to 65535, or 0 for any free one.")]
    [InlineData("--primary 127.0.0.1:11112", "--primary joins other silos, and --store sqlite is of one process alone: use --store postgres or dynamodb on every silo.")]
    [InlineData("--colour", "Unrecognized command or argument '--colour'.")]
    public async Task Options_that_make_no_sense_are_refused_in_one_line(string args, string message)
    {
        var (exitCode, error) = await RunAsync(args.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Equal($"durable-server: {message.Replace("{directory}", Environment.CurrentDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)}", error);
    }

    [Fact]
    public async Task DynamoDB_clustering_names_the_property_that_builds_it()
    {
        var error = new StringWriter();

        var exitCode = await ServerCommand.InvokeAsync(
            ["--clustering", "dynamodb", "--store", "dynamodb"],
            TextWriter.Null,
            error,
            static (_, _, _) => Task.FromResult(0),
            CancellationToken.None);

        Assert.Equal(
            ClusterHosting.HasDynamoDBClustering
                ? (0, "")
                : (2, "durable-server: --clustering dynamodb is not in this build: build with the MSBuild property DurableDynamoDBClustering, "
                    + "dotnet publish silo -c Release -p:DurableDynamoDBClustering=true, or use --clustering localhost."),
            (exitCode, error.ToString().TrimEnd()));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.10")]
    [InlineData("0.0.0.0", "--certificate", "x.pem")]
    [InlineData("0.0.0.0", "--insecure-http")]
    public async Task Without_authentication_nothing_beyond_this_machine_is_listened_to(string address, params string[] more)
    {
        var (exitCode, error) = await RunAsync(["--address", address, .. more]);

        Assert.Equal(2, exitCode);
        Assert.Equal(
            $"durable-server: --address {address} can be reached from other machines, and whoever reaches it could run and stop executions: say who may, with "
            + "--api-keys or --jwt-audience, or leave --address out.",
            error);
    }

    [Theory]
    [InlineData("--api-keys", "keys.json")]
    [InlineData("--api-keys", "keys.json", "--certificate", "x.pem", "--insecure-http")]
    public async Task Keys_do_not_travel_in_the_clear_unless_somebody_says_so(params string[] more)
    {
        var (exitCode, error) = await RunAsync(["--address", "0.0.0.0", .. more]);

        Assert.Equal(2, exitCode);
        Assert.Equal(
            "durable-server: --address 0.0.0.0 can be reached from other machines, and keys and data must not travel in the clear: give --certificate, or "
            + "--insecure-http where a proxy in front encrypts; one of the two.",
            error);
    }

    [Theory]
    [InlineData("--api-keys", "--api-keys {0}/none.json cannot be used: Could not find file '{0}/none.json'.")]
    [InlineData("--certificate", "--certificate {0}/none.json cannot be used: Could not find file '{0}/none.json'.")]
    public async Task A_file_that_the_server_needs_to_protect_itself_is_needed_to_start(string option, string message)
    {
        var (exitCode, error) = await RunAsync(["--store", "memory", "--port", "0", option, Path.Combine(_directory.FullName, "none.json"), .. ServerProcess.FreePorts]);

        Assert.Equal(2, exitCode);
        Assert.Equal($"durable-server: {string.Format(null, message, _directory.FullName)}", error);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (exitCode, error) = await RunAsync(["--store", "memory", "--port", $"{port}", .. ServerProcess.FreePorts]);

        Assert.Equal(3, exitCode);
        Assert.Equal(
            $"durable-server: Port {port} of 127.0.0.1 is in use. Stop what listens there, perhaps another server, or choose another port with --port (0 for any free one).",
            error);
    }

    [Fact]
    public async Task A_database_that_is_open_elsewhere_is_locked()
    {
        await using var store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = DatabasePath });

        var (exitCode, error) = await RunAsync(["--data", DatabasePath, "--port", "0", .. ServerProcess.FreePorts]);

        Assert.Equal(4, exitCode);
        Assert.Contains("is already open in", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_service_is_refused_by_both_names()
    {
        await SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = DatabasePath, ServiceId = "shop" }).DisposeAsync();

        foreach (var host in (string[])["embedded", "orleans"])
        {
            var (exitCode, error) = await RunAsync(["--host", host, "--data", DatabasePath, "--port", "0", .. host == "orleans" ? ServerProcess.FreePorts : []]);

            Assert.Equal(5, exitCode);
            Assert.Contains("belongs to the service 'shop', and this is the service 'durable'", error, StringComparison.Ordinal);
            Assert.Contains("--take-over", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_not_changed()
    {
        await File.WriteAllTextAsync(DatabasePath, "This is a shopping list and no database at all.");

        var (exitCode, error) = await RunAsync(["--data", DatabasePath, "--port", "0", .. ServerProcess.FreePorts]);

        Assert.Equal(5, exitCode);
        Assert.Contains("is not a SQLite database", error, StringComparison.Ordinal);
        Assert.Equal("This is a shopping list and no database at all.", await File.ReadAllTextAsync(DatabasePath));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused()
    {
        await SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = DatabasePath }).DisposeAsync();
        await using (var file = File.OpenWrite(DatabasePath))
        {
            // Where SQLite's file format keeps user_version.
            var version = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(version, 99);
            file.Position = 60;
            await file.WriteAsync(version);
        }

        var (exitCode, error) = await RunAsync(["--data", DatabasePath, "--port", "0", .. ServerProcess.FreePorts]);

        Assert.Equal(5, exitCode);
        Assert.Contains("has schema version 99", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dynamodb_that_nobody_answers_for_is_unreachable()
    {
        var (exitCode, error) = await RunAsync(["--store", "dynamodb", "--dynamodb-endpoint", "http://127.0.0.1:1", "--port", "0", .. ServerProcess.FreePorts]);

        Assert.Equal(6, exitCode);
        Assert.Contains("The checkpoint table 'durable-executions' cannot be reached for now.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_place_of_the_database_is_an_invalid_option()
    {
        var (exitCode, error) = await RunAsync(["--data", _directory.FullName, "--port", "0", .. ServerProcess.FreePorts]);

        Assert.Equal(2, exitCode);
        Assert.Contains("add a file name to it", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_defaults_examples_and_exit_codes()
    {
        var output = new StringWriter();

        Assert.Equal(0, await ServerCommand.InvokeAsync(["--help"], output, TextWriter.Null));

        Assert.Contains("[default: 8321]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[default: data/durable.db]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("durable-server --demo --exit", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Exit codes:", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await ServerCommand.InvokeAsync([.. args], output, error);
        Assert.Equal(string.Empty, output.ToString());
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (exitCode, Assert.Single(lines).TrimEnd());
    }
}
