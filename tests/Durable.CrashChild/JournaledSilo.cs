using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;

namespace Durable.CrashChild;

/// <summary>A silo over a store that silos share that says when it is up, and stops in good order when it is asked to (SIGTERM).</summary>
internal static class JournaledSilo
{
    public static async Task RunAsync(string[] arguments)
    {
        var (where, journalPath) = (arguments[..3], arguments[3]);
        var ports = arguments[4..].Select(static port => int.Parse(port, CultureInfo.InvariantCulture)).ToArray();
        using var journal = new Journal(journalPath);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo => Join(silo, where, ports)
            .Configure<ClusterMembershipOptions>(static membership =>
            {
                // The fastest that is sensible: a test waits for it.
                membership.ProbeTimeout = membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
                membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            })
            .AddDurableExecutions(
                durable => durable
                    .UseStoreAt(where)
                    .AddFunction<int, int>(JournaledFunction.Name, (input, context) => JournaledFunction.RunAsync(input, context, journal))
                    .AddFunction<int, int>(ChaosFunction.Name, (input, context) => ChaosFunction.RunAsync(input, context, journal)),
                static grains =>
                {
                    grains.LeaseDuration = TimeSpan.FromSeconds(5);
                    grains.WakeUpSweepInterval = TimeSpan.FromSeconds(2);
                }));
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("open");
        await host.WaitForShutdownAsync();
    }

    // Silos over a database have their members there, too: any of them may be lost. Otherwise the first one has them in its memory.
    private static ISiloBuilder Join(ISiloBuilder silo, string[] where, int[] ports) => where is ["postgres", var connectionString, var schema]
        ? silo
            .UseAdoNetClustering(tables =>
            {
                tables.Invariant = "Npgsql";
                tables.DataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = schema });
            })
            .Configure<ClusterOptions>(static cluster => (cluster.ClusterId, cluster.ServiceId) = ("durable", "durable"))
            .ConfigureEndpoints(IPAddress.Loopback, ports[0], ports[1])
        : silo.UseLocalhostClustering(ports[0], ports[1], new IPEndPoint(IPAddress.Loopback, ports[2]), "durable", "durable");
}
