using Durable.Grains;
using Npgsql;
using Orleans.Configuration;

namespace Durable.Silo.Hosting;

/// <summary>Makes the server a silo.</summary>
internal static class ClusterHosting
{
    /// <summary>Whether this build has Orleans' clustering on DynamoDB: the MSBuild property <c>DurableDynamoDBClustering</c>.</summary>
#if DYNAMODB_CLUSTERING
    public const bool HasDynamoDBClustering = true;
#else
    public const bool HasDynamoDBClustering = false;
#endif

    public static void AddSilo(this IServiceCollection services, ServerOptions options, Action<DurableExecutionsBuilder> configure) =>
        services.AddOrleans(silo =>
        {
            UseClustering(silo, options);
            silo.AddDurableExecutions(configure, grains => Configure(grains, options));
            if (options.Cluster.Clustering == ClusteringKind.Postgres)
            {
                // After the store's own: it creates the schema.
                services.AddHostedService(provider => new ClusteringCheck(
                    options.PostgreSQL, provider.GetRequiredKeyedService<NpgsqlDataSource>(ClusteringDatabase.Invariant)));
            }
        });

    private static void UseClustering(ISiloBuilder silo, ServerOptions options)
    {
        var cluster = options.Cluster;
#if DYNAMODB_CLUSTERING
        if (cluster.Clustering == ClusteringKind.DynamoDB)
        {
            silo.UseDynamoDBClustering(table =>
            {
                table.Service = options.DynamoDB.Endpoint ?? options.DynamoDB.Region ?? "";
                table.ProfileName = options.DynamoDB.Profile;
                table.TableName = cluster.Table;
                table.CreateIfNotExists = options.DynamoDB.CreateTable || options.DynamoDB.Local;
                table.UseProvisionedThroughput = false;
            });
            Advertise(silo, options);
            return;
        }
#endif
        if (cluster.Clustering == ClusteringKind.Postgres)
        {
            // By the container, so that it is disposed of.
            silo.Services.AddKeyedSingleton(ClusteringDatabase.Invariant, (_, _) => ClusteringDatabase.Create(options.PostgreSQL));
            silo.UseAdoNetClustering(tables => tables.Configure<IServiceProvider>(static (tables, services) => (tables.Invariant, tables.DataSource) =
                (ClusteringDatabase.Invariant, services.GetRequiredKeyedService<NpgsqlDataSource>(ClusteringDatabase.Invariant))));
            Advertise(silo, options);
            return;
        }

        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, cluster.Primary, options.ServiceId, cluster.ClusterId);
    }

    private static void Advertise(ISiloBuilder silo, ServerOptions options)
    {
        var cluster = options.Cluster;
        silo.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (cluster.ClusterId, options.ServiceId));
        if (cluster.AdvertisedAddress is { } address)
        {
            silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort);
        }
        else
        {
            silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
        }
    }

    private static void Configure(DurableGrainsOptions grains, ServerOptions options)
    {
        var lease = options.Cluster.Lease;
        grains.TakeOverStore = options.TakeOver;
        grains.LeaseDuration = lease;
        grains.DrainTimeout = options.DrainTimeout;
        if (lease / 2 < grains.WakeUpSweepInterval)
        {
            grains.WakeUpSweepInterval = lease / 2 > TimeSpan.FromSeconds(1) ? lease / 2 : TimeSpan.FromSeconds(1);
        }
    }
}
