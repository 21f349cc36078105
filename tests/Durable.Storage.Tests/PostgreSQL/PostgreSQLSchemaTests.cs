using Durable.Storage.Schema;
using Durable.Testing;
using Npgsql;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>Who may make the tables, and that any number of hosts may try at once.</summary>
public sealed class PostgreSQLSchemaTests : PostgreSQLStoreFixture
{
    [Fact]
    public async Task Hosts_that_create_the_schema_at_once_make_one()
    {
        var schema = $"t_{Guid.NewGuid():N}";
        var owner = await TestPostgreSQL.OwnerConnectionStringAsync();
        var stores = Enumerable.Range(0, 8).Select(_ => Open(options =>
        {
            options.ConnectionString = owner;
            options.Schema = schema;
            options.CreateSchema = true;
        })).ToArray();

        await Task.WhenAll(stores.Select(static store => store.RequireSchemaAsync(CancellationToken.None)));

        Assert.Null(await stores[0].CreateAsync(SampleHeads.New(Now)));
        Assert.Equal(SchemaMigrations.CurrentVersion, await AsOwnerAsync($"SELECT max(version) FROM {schema}.schema_version"));
    }

    [Fact]
    public async Task A_host_with_the_rights_of_a_host_changes_rows_and_no_tables()
    {
        await using var connection = new NpgsqlConnection(Options.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])
            [$"CREATE TABLE {Schema}.more (id int)", $"ALTER TABLE {Schema}.heads ADD COLUMN more int", $"DROP TABLE {Schema}.log", $"TRUNCATE {Schema}.log", $"INSERT INTO {Schema}.schema_version VALUES (99)"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    [Fact]
    public async Task A_host_may_run_beside_one_of_a_later_release()
    {
        await AsOwnerAsync($"INSERT INTO {Schema}.schema_version VALUES ({SchemaMigrations.CurrentVersion + 1})");

        await Store.RequireSchemaAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_printed_script_makes_what_the_installer_makes()
    {
        var schema = $"t_{Guid.NewGuid():N}";
        await AsOwnerAsync(SchemaInstaller.Script(schema));

        var columns = (string schema) => $"""
            SELECT string_agg(format('%s.%s %s %s', table_name, column_name, data_type, is_nullable), ', ' ORDER BY table_name, ordinal_position)
            FROM information_schema.columns WHERE table_schema = '{schema}'
            """;
        Assert.Equal(await AsOwnerAsync(columns(Schema)), await AsOwnerAsync(columns(schema)));
    }
}
