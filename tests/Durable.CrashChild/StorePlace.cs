using Durable.Storage;

namespace Durable.CrashChild;

/// <summary>Where a process keeps its executions: <c>DATABASE</c>, <c>URL TABLE PREFIX</c>, or <c>postgres CONNECTION SCHEMA</c>.</summary>
internal static class StorePlace
{
    private const string PostgreSQL = "postgres";

    public static ICheckpointStore Open(string[] where) => where switch
    {
        [PostgreSQL, var connection, var schema] =>
            PostgreSQLCheckpointStore.Open(new PostgreSQLStoreOptions { ConnectionString = connection, Schema = schema }),
        [var url, var table, var prefix] => DynamoDBCheckpointStore.Open(new DynamoDBStoreOptions
        {
            ServiceUrl = url,
            TableName = table,
            KeyPrefix = prefix,

            // Every commit takes two writes, and the process can die between them.
            TailLimit = 0,
        }),
        _ => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = where[0] }),
    };

    public static DurableExecutionsBuilder UseStoreAt(this DurableExecutionsBuilder durable, string[] where) => where switch
    {
        [PostgreSQL, var connection, var schema] => durable.UsePostgreSQL(options => (options.ConnectionString, options.Schema) = (connection, schema)),
        [var url, var table, var prefix] => durable.UseDynamoDB(options => (options.ServiceUrl, options.TableName, options.KeyPrefix) = (url, table, prefix)),
        _ => durable.UseSqlite(where[0]),
    };
}
