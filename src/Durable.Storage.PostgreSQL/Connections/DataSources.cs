using Npgsql;

namespace Durable.Storage.PostgreSQL.Connections;

/// <summary>Makes connections to the database that options describe.</summary>
internal static class DataSources
{
    /// <summary>Where hosts and the command line find the connection string, unless a file has it.</summary>
    public const string ConnectionVariable = "DURABLE_POSTGRES_CONNECTION";

    /// <summary>Makes them; nothing is asked of the database yet.</summary>
    /// <param name="options">With a connection string.</param>
    /// <param name="name">In metrics.</param>
    /// <param name="withSession">Sets what a connection keeps in its session; not called where a pooler gives it none of its own.</param>
    public static NpgsqlDataSource Create(PostgreSQLStoreOptions options, string name, Action<NpgsqlConnectionStringBuilder> withSession)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Enlist = false };
        connection.ApplicationName ??= "OrleansDurable";
        if (options.Pooler == PoolerMode.Transaction)
        {
            connection.NoResetOnClose = true;
            connection.MaxAutoPrepare = 0;
        }
        else
        {
            withSession(connection);
        }

        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name };
        return connection.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
