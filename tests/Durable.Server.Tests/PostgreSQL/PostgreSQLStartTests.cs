using Durable.Server.Tests.CommandLine;
using Durable.Server.Tests.Hosting;
using Durable.Silo.Hosting;
using Durable.Storage;
using Durable.Testing;
using Npgsql;

namespace Durable.Server.Tests.PostgreSQL;

/// <summary>The server over a schema of PostgreSQL: it serves, or does not start and says why.</summary>
public sealed class PostgreSQLStartTests
{
    [Theory]
    [InlineData("")]
    [InlineData("postgres://db/orders")]
    [InlineData("Host=db\nHost=other")]
    [InlineData("Database=orders")]
    public async Task A_file_without_a_connection_string_is_refused_and_not_shown(string text)
    {
        using var file = new ConnectionFile(text);

        var (exitCode, error) = await RunAsync(file, "durable");

        Assert.Equal(
            (2, $"durable-server: --postgres-connection-file {file.Path} does not hold a connection string of Npgsql: write one line such as "
                + "'Host=db;Database=orders;Username=durable;Password=...'."),
            (exitCode, error));
    }

    [Fact]
    public async Task A_database_that_nobody_answers_for_is_unreachable()
    {
        using var file = new ConnectionFile("Host=127.0.0.1;Port=1;Database=orders;Username=durable;Password=secret");

        var (exitCode, error) = await RunAsync(file, "durable");

        Assert.Equal(6, exitCode);
        Assert.StartsWith("durable-server: The checkpoint store 'orders' on '127.0.0.1', schema 'durable', cannot be reached", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_is_missing_is_refused_with_the_command_that_creates_it()
    {
        using var file = new ConnectionFile((await TestPostgreSQL.OptionsAsync()).ConnectionString!);

        var (exitCode, error) = await RunAsync(file, "missing");

        Assert.Equal(5, exitCode);
        Assert.Contains("has no tables. Run 'durable storage init --store postgres'", error, StringComparison.Ordinal);
        Assert.Contains("--postgres-create-schema", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_shown()
    {
        var connection = new NpgsqlConnectionStringBuilder((await TestPostgreSQL.OptionsAsync()).ConnectionString) { Password = "wrong-secret" };
        using var file = new ConnectionFile(connection.ConnectionString);

        var (exitCode, error) = await RunAsync(file, "durable");

        Assert.Equal(5, exitCode);
        Assert.Contains("28P01", error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_tables_for_clustering_a_silo_names_the_command_that_creates_them()
    {
        var options = await TestPostgreSQL.OptionsAsync();
        using var file = new ConnectionFile(options.ConnectionString!);

        var (exitCode, error) = await RunAsync(file, options.Schema, "--clustering", "postgres");

        Assert.Equal(5, exitCode);
        Assert.Contains("Run 'durable storage init --store postgres --clustering'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_pooler_a_role_that_does_not_lead_to_the_tables_is_refused()
    {
        var owner = await TestPostgreSQL.OwnerConnectionStringAsync();
        using var file = new ConnectionFile(owner);

        var (exitCode, error) = await RunAsync(
            file, $"pooled_{Guid.NewGuid():N}", "--clustering", "postgres", "--postgres-create-schema", "--postgres-pooler", "transaction");

        Assert.Equal(5, exitCode);
        Assert.Contains("Run 'ALTER ROLE ... SET search_path TO pooled_", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_started_is_there_after_a_restart_and_can_be_stopped_while_no_server_runs()
    {
        var options = await TestPostgreSQL.OptionsAsync();
        using var file = new ConnectionFile(options.ConnectionString!);
        var server = new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.Postgres,
            PostgreSQL = new PostgreSQLServerOptions { ConnectionPath = file.Path, Schema = options.Schema },
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        };
        await using (var first = DurableServer.Build(server.WithConnection()))
        {
            await first.StartAsync();
            (await new Cli(first.Urls.Single()).RunAsync("start", "sample-fan-out", "--input", "3", "--wait", "--name", "one")).Waited();
            await first.StopAsync();
        }

        await using (var store = PostgreSQLCheckpointStore.Open(options))
        {
            await store.CreateAsync(SampleHeads.New(DateTimeOffset.UtcNow, "orders", "42"));
        }

        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await ServerCommand.InvokeAsync(
            ["stop", "orders/42", "--store", "postgres", "--postgres-connection-file", file.Path, "--postgres-schema", options.Schema], output, error);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.StartsWith("Stopped orders/42 at ", output.ToString(), StringComparison.Ordinal);
        await using var second = DurableServer.Build(server.WithConnection());
        await second.StartAsync();
        var cli = new Cli(second.Urls.Single());
        Assert.Equal("5\n", (await cli.RunAsync("result", "sample-fan-out/one")).Succeeded());
        var described = (await cli.RunAsync("describe", "sample-fan-out/one")).Succeeded();
        Assert.Matches("Storage\t[1-9][0-9]* requests, [1-9][0-9]* rows written, [1-9][0-9]* bytes written\n", described);
        Assert.DoesNotContain("Units", (await cli.RunAsync("describe", "sample-fan-out/one", "--json")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("STOPPED", (await cli.RunAsync("list", "--status", "STOPPED")).Succeeded(), StringComparison.Ordinal);
        await second.StopAsync();
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(ConnectionFile file, string schema, params string[] more)
    {
        var error = new StringWriter();
        string[] args =
        [
            "--store", "postgres", "--postgres-connection-file", file.Path, "--postgres-schema", schema, "--port", "0", "--log-level", "none", .. ServerProcess.FreePorts, .. more,
        ];
        return (await ServerCommand.InvokeAsync(args, TextWriter.Null, error), error.ToString().TrimEnd());
    }
}
