using Durable.Storage;
using Durable.Storage.PostgreSQL.Connections;
using Npgsql;

namespace Durable.Silo.Hosting;

/// <summary>The connections with which Orleans keeps its silos in the schema of the PostgreSQL store.</summary>
internal static class ClusteringDatabase
{
    /// <summary>How Orleans names the database's kind.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>Makes them; nothing is asked of the database yet.</summary>
    public static NpgsqlDataSource Create(PostgreSQLServerOptions options)
    {
        var store = new PostgreSQLStoreOptions();
        options.Apply(store);

        // Orleans names its tables without a schema. Behind a pooler of transactions the role leads there.
        return DataSources.Create(store, "OrleansDurable clustering", connection => connection.SearchPath = options.Schema);
    }
}
