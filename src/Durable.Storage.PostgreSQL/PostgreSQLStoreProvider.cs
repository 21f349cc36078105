using Durable.Storage;
using Npgsql;

[assembly: DurableStoreProvider("PostgreSQL", typeof(PostgreSQLStoreProvider))]
[assembly: DurableStoreProvider("Postgres", typeof(PostgreSQLStoreProvider))]
[assembly: DurableStoreProvider("PostgresDatabase", typeof(PostgreSQLStoreProvider))]
[assembly: DurableStoreProvider("PostgresServer", typeof(PostgreSQLStoreProvider))]

namespace Durable.Storage;

/// <summary>The PostgreSQL store of a configuration: a connection string or a registered data source, and <c>Schema</c> (or the key prefix).</summary>
internal sealed class PostgreSQLStoreProvider : IDurableStoreProvider
{
    public void UseStore(DurableExecutionsBuilder durable, DurableStoreSettings settings) => durable.UsePostgreSQL(
        options =>
        {
            options.ConnectionString = settings.ConnectionString;
            options.Schema = settings["Schema"] ?? settings.KeyPrefix ?? options.Schema;
            options.CreateSchema = settings.CreateSchema;
        },
        services => settings.FindClient<NpgsqlDataSource>(services, "AddKeyedNpgsqlDataSource"));
}
