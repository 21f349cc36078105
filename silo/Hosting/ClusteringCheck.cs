using Durable.Storage;
using Durable.Storage.Schema;
using Durable.Storage.Shared;
using Npgsql;

namespace Durable.Silo.Hosting;

/// <summary>Looks for Orleans' tables before the silo does: where they are missing, the start fails with what to do.</summary>
/// <param name="options">Where they are.</param>
/// <param name="connections">Those that Orleans uses.</param>
internal sealed class ClusteringCheck(PostgreSQLServerOptions options, NpgsqlDataSource connections) : StartCheck
{
    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        var store = new PostgreSQLStoreOptions();
        options.Apply(store);
        if (options.CreateSchema)
        {
            await PostgreSQLSchema.InstallClusteringAsync(store, cancellationToken);
        }
        else if (!await PostgreSQLSchema.HasClusteringAsync(store, cancellationToken))
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"There are no tables for --clustering postgres in {options.Description}. Run 'durable storage init --store postgres --clustering', or use "
                + "--postgres-create-schema in development.");
        }

        await RequireSearchPathAsync(cancellationToken);
    }

    // Behind a pooler it is the role's, and another schema of the database may have such tables, too.
    private async Task RequireSearchPathAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.CreateCommand("SELECT to_regclass('orleansquery') IS NOT DISTINCT FROM to_regclass($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = $"{options.Schema}.orleansquery" });
        if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"Orleans does not find its tables in {options.Description}: behind a pooler the role has to lead there. Run 'ALTER ROLE ... SET search_path "
                + $"TO {options.Schema}' for the role of the connection string, and reload the pooler.");
        }
    }
}
