#if ORLEANS
using Durable.Grains;
#endif

namespace Durable.Silo.Hosting;

/// <summary>Makes the server a silo.</summary>
internal static class ClusterHosting
{
#if ORLEANS
    /// <summary>Whether this build has Orleans.</summary>
    public const bool IsAvailable = true;

    public static void AddSilo(this IServiceCollection services, ClusterServerOptions options, Action<DurableExecutionsBuilder> configure) =>
        services.AddOrleans(silo => silo
            .UseLocalhostClustering(options.SiloPort, options.GatewayPort, options.Primary, options.ServiceId, options.ClusterId)
            .AddDurableExecutions(configure, grains => Configure(grains, options)));

    private static void Configure(DurableGrainsOptions grains, ClusterServerOptions options)
    {
        grains.LeaseDuration = options.Lease;
        if (options.Lease / 2 < grains.WakeUpSweepInterval)
        {
            grains.WakeUpSweepInterval = options.Lease / 2 > TimeSpan.FromSeconds(1) ? options.Lease / 2 : TimeSpan.FromSeconds(1);
        }
    }
#else
    /// <summary>Whether this build has Orleans.</summary>
    public const bool IsAvailable = false;

    public static void AddSilo(this IServiceCollection services, ClusterServerOptions options, Action<DurableExecutionsBuilder> configure) =>
        throw new NotSupportedException("This build has no Orleans.");
#endif
}
