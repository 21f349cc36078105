using Durable.Server.Tests.CommandLine;
using Durable.Storage;
using Durable.Testing;
using Npgsql;

namespace Durable.Server.Tests.PostgreSQL;

/// <summary><c>durable storage init --store postgres</c>.</summary>
public sealed class StorageInitTests
{
    private readonly Cli _cli = new(endpoint: null);
    private readonly string _schema = $"init_{Guid.NewGuid():N}";

    [Theory]
    [InlineData("--postgres-schema s", "--postgres-schema is for --store postgres: add that, or leave it out.")]
    [InlineData("--print roles", "--print roles is for --store postgres: add that, or leave it out.")]
    [InlineData("--store postgres --table orders", "--table is for --store dynamodb: add that, or leave it out.")]
    [InlineData("--store postgres --print terraform", "--print terraform is for --store dynamodb: add that, or leave it out.")]
    public async Task Options_of_another_store_are_refused(string args, string message) =>
        (await _cli.RunAsync(["storage", "init", .. args.Split(' ')])).FailedWith(2, $"durable: {message}\nSee: durable storage init --help");

    [Fact]
    public async Task Without_a_connection_string_it_says_where_one_is_read() =>
        (await _cli.RunAsync("storage", "init", "--store", "postgres")).FailedWith(
            2, "durable: There is no connection string: name a file that holds it with --postgres-connection-file, or set DURABLE_POSTGRES_CONNECTION.");

    [Fact]
    public async Task A_schema_name_that_cannot_be_is_refused()
    {
        var run = await _cli.RunAsync("storage", "init", "--store", "postgres", "--print", "sql", "--postgres-schema", "a b");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("durable: PostgreSQLStoreOptions.Schema is 'a b': set it to ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_are_printed_without_asking_anybody()
    {
        var sql = (await _cli.RunAsync("storage", "init", "--store", "postgres", "--print", "sql", "--postgres-schema", "orders")).Succeeded();
        var clustering = (await _cli.RunAsync("storage", "init", "--store", "postgres", "--print", "SQL", "--clustering")).Succeeded();
        var roles = (await _cli.RunAsync("storage", "init", "--store", "postgres", "--print", "roles", "--role", "Host role", "--clustering")).Succeeded();

        Assert.Contains("CREATE TABLE orders.heads", sql, StringComparison.Ordinal);
        Assert.DoesNotContain("OrleansQuery", sql, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE OrleansMembershipTable", clustering, StringComparison.Ordinal);
        Assert.Contains("GRANT USAGE ON SCHEMA durable TO \"Host role\";", roles, StringComparison.Ordinal);
        Assert.Contains("REVOKE INSERT, UPDATE, DELETE ON durable.orleansquery FROM \"Host role\";", roles, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_superuser_is_refused_unless_it_insists()
    {
        using var file = new ConnectionFile(await TestPostgreSQL.OwnerConnectionStringAsync());
        string[] init = ["storage", "init", "--store", "postgres", "--postgres-connection-file", file.Path, "--postgres-schema", _schema];

        (await _cli.RunAsync(init)).FailedWith(
            2,
            $"durable: The role of the connection string is a superuser, and the schema '{_schema}' would be its own: connect as the role that is to own it, which "
            + "needs no more than the right to create schemas in the database, or use --force.");

        Assert.Equal($"Created the schema {_schema}, or brought it up to date.\n", (await _cli.RunAsync([.. init, "--force"])).Succeeded());
        Assert.Equal($"The schema {_schema} is up to date; it was not changed.\n", (await _cli.RunAsync([.. init, "--force"])).Succeeded());
    }

    [Fact]
    public async Task A_schema_of_a_plain_owner_serves_a_role_that_may_touch_rows_alone()
    {
        var host = new NpgsqlConnectionStringBuilder((await TestPostgreSQL.OptionsAsync()).ConnectionString);
        using var file = new ConnectionFile(await CreateOwnerAsync());
        string[] init =
        [
            "storage", "init", "--store", "postgres", "--postgres-connection-file", file.Path, "--postgres-schema", _schema, "--clustering", "--role", host.Username!,
        ];

        (await _cli.RunAsync(init)).Succeeded();
        (await _cli.RunAsync(init)).Succeeded();

        await using (var store = PostgreSQLCheckpointStore.Open(new PostgreSQLStoreOptions { ConnectionString = host.ConnectionString, Schema = _schema }))
        {
            Assert.Null(await store.CreateAsync(SampleHeads.New(DateTimeOffset.UtcNow, "orders", "42")));
        }

        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        Assert.Equal(0L, await ScalarAsync(connection, $"SELECT count(*) FROM {_schema}.orleansmembershiptable"));
        Assert.True((long)(await ScalarAsync(connection, $"SELECT count(*) FROM {_schema}.orleansquery"))! > 5);
        foreach (var sql in (string[])[$"DELETE FROM {_schema}.orleansquery", $"CREATE TABLE {_schema}.mine ()", $"UPDATE {_schema}.schema_version SET version = 0"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connection, sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_printed_script_makes_the_same_schema()
    {
        var printed = (await _cli.RunAsync("storage", "init", "--store", "postgres", "--print", "sql", "--clustering", "--postgres-schema", _schema)).Succeeded();
        var owner = await TestPostgreSQL.OwnerConnectionStringAsync();
        await using (var connection = new NpgsqlConnection(owner))
        {
            await connection.OpenAsync();
            await ScalarAsync(connection, printed);
        }

        using var file = new ConnectionFile(owner);
        string[] init = ["storage", "init", "--store", "postgres", "--postgres-connection-file", file.Path, "--postgres-schema", _schema, "--clustering", "--force"];
        Assert.Equal($"The schema {_schema} is up to date; it was not changed.\n", (await _cli.RunAsync(init)).Succeeded());
    }

    // The tests' own owner is a superuser.
    private static async Task<string> CreateOwnerAsync()
    {
        var text = await TestPostgreSQL.OwnerConnectionStringAsync();
        var owner = new NpgsqlConnectionStringBuilder(text) { Username = $"owner_{Guid.NewGuid():N}", Password = Guid.NewGuid().ToString("N") };
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await ScalarAsync(connection, $"CREATE ROLE {owner.Username} LOGIN PASSWORD '{owner.Password}'; GRANT CREATE ON DATABASE {owner.Database} TO {owner.Username}");
        return owner.ConnectionString;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
