using Durable.Storage;
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
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Enlist = false };
        connection.ApplicationName ??= "OrleansDurable";
        if (options.Pooler == PoolerMode.Transaction)
        {
            // Such a pooler takes no search path from a connection: the role has one.
            connection.NoResetOnClose = true;
            connection.MaxAutoPrepare = 0;
        }
        else
        {
            // Orleans names its tables without a schema.
            connection.SearchPath = options.Schema;
        }

        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = "OrleansDurable clustering" };
        return connection.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
