using Durable.Grains;
#if DYNAMODB_CLUSTERING
using Orleans.Configuration;
#endif

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
            silo.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (cluster.ClusterId, options.ServiceId));
            if (cluster.AdvertisedAddress is { } address)
            {
                silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort);
            }
            else
            {
                silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
            }

            return;
        }
#endif
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, cluster.Primary, options.ServiceId, cluster.ClusterId);
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
