using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(ports[0], ports[1], new IPEndPoint(IPAddress.Loopback, ports[2]), "durable", "durable")
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
}
