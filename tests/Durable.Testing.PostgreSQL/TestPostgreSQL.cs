using System.Security.Cryptography;
using Durable.PostgreSQLLocal;
using Durable.Storage;
using Durable.Storage.Schema;
using Npgsql;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>
/// The PostgreSQL of this test process and the one database in it. Each test keeps its executions in a schema of its own, as services that share a
/// database do, and works with the rights of a host alone.
/// </summary>
public static class TestPostgreSQL
{
    /// <summary>Options for a store that nobody else sees into, by the role of a host.</summary>
    /// <remarks>Skips the test where there is no PostgreSQL to be had, and where this is not the full run.</remarks>
    public static async Task<PostgreSQLStoreOptions> OptionsAsync()
    {
        var database = await DatabaseAsync();
        var schema = $"t_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync();
        await SchemaInstaller.InstallAsync(connection, schema, CancellationToken.None);
        await using var grant = new NpgsqlCommand(SchemaInstaller.Roles(schema, database.Role), connection);
        await grant.ExecuteNonQueryAsync();
        return new PostgreSQLStoreOptions { ConnectionString = database.Host, Schema = schema };
    }

    /// <summary>The same by way of a PgBouncer in transaction mode.</summary>
    /// <remarks>Skips the test where there is no PgBouncer to be had.</remarks>
    public static async Task<PostgreSQLStoreOptions> PooledOptionsAsync()
    {
        var options = await OptionsAsync();
        var pooler = await OrSkipAsync(StartedPooler.Pooler);
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Host = "127.0.0.1", Port = pooler.Port }.ConnectionString;
        options.Pooler = PoolerMode.Transaction;
        return options;
    }

    /// <summary>A connection string of the role that owns the schemas, and may do everything.</summary>
    public static async Task<string> OwnerConnectionStringAsync() => (await DatabaseAsync()).Owner;

    /// <summary>Runs a statement as the owner, who may do everything.</summary>
    /// <returns>The first value that it answers.</returns>
    public static async Task<object?> AsOwnerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await OwnerConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends the sessions of hosts whose last statement was on a schema's tables, as an operator or a failover does.</summary>
    public static async Task TerminateHostsAsync(string schema) => await AsOwnerAsync($"""
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE query LIKE '%{schema}.%' AND usename = '{(await DatabaseAsync()).Role}'
        """);

    private static async Task<TestDatabase> DatabaseAsync()
    {
        FullRun.Require();
        return await OrSkipAsync(Started.Database);
    }

    private static async Task<T> OrSkipAsync<T>(Task<T> started)
    {
        try
        {
            return await started;
        }
        catch (PostgreSQLLocalException exception)
        {
            throw SkipException.ForSkip(
                $"PostgreSQL is not tested: {exception.Message} Or name a server in the environment variable {PostgreSQLLocalServer.EndpointVariable}.");
        }
    }

    private static async Task<TestDatabase> CreateDatabaseAsync()
    {
        // What is killed here are hosts, not the machine.
        var server = await PostgreSQLLocalServer.StartAsync(["fsync=off", "full_page_writes=off", "autovacuum_naptime=5s"]);
        var name = $"durable_tests_{Guid.NewGuid():N}";
        var role = $"durable_host_{Guid.NewGuid():N}";
        var password = RandomNumberGenerator.GetHexString(32);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])[$"CREATE DATABASE {name}", $"CREATE ROLE {role} LOGIN PASSWORD '{password}'"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        var owner = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, MaxPoolSize = 20 };
        var host = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = role, Password = password };
        return new TestDatabase(owner.ConnectionString, host.ConnectionString, role);
    }

    private static async Task<PgBouncerLocalServer> StartPoolerAsync()
    {
        var host = new NpgsqlConnectionStringBuilder((await DatabaseAsync()).Host);
        return await PgBouncerLocalServer.StartAsync(host.Port, host.Username!, host.Password!);
    }

    private sealed record TestDatabase(string Owner, string Host, string Role);

    /// <summary>What the first test that asks for it starts, and no other run than the full one.</summary>
    private static class Started
    {
        public static readonly Task<TestDatabase> Database = CreateDatabaseAsync();

        // Without it the runtime may begin earlier than the first test asks.
        static Started()
        {
        }
    }

    /// <summary>What the first test that asks for a pooler starts.</summary>
    private static class StartedPooler
    {
        public static readonly Task<PgBouncerLocalServer> Pooler = StartPoolerAsync();

        // Without it the runtime may begin earlier than the first test asks.
        static StartedPooler()
        {
        }
    }
}
