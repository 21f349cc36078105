using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Durable.CommandLine.Targets;

/// <summary>Connects to a cluster through its gateways.</summary>
internal static class ClusterConnection
{
    // Calls to a silo that died are not broken, they wait for this. The longest is a poll of 10 s.
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(20);

    public static async Task<ITarget> OpenAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        var host = Build(address, await ResolveAsync(address.Gateways, cancellationToken));
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterTarget(host, address);
        }
        catch (Exception exception) when (ClusterErrors.IsUnanswered(exception))
        {
            host.Dispose();
            throw ClusterErrors.Unreachable(address, exception);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static IHost Build(ClusterAddress address, IPEndPoint[] gateways)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        // What goes wrong is said in one line on standard error.
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client => client
            .UseStaticClustering(gateways)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.ClusterId, address.ServiceId))
            .Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = s_responseTimeout)

            // Whoever typed the command is told at once that nobody answers, as over HTTP.
            .UseConnectionRetryFilter(static (_, _) => Task.FromResult(false))
            .AddDurableExecutions());
        return builder.Build();
    }

    private static async Task<IPEndPoint[]> ResolveAsync(IEnumerable<Gateway> gateways, CancellationToken cancellationToken)
    {
        List<IPEndPoint> endpoints = [];
        foreach (var gateway in gateways)
        {
            try
            {
                endpoints.AddRange((await Dns.GetHostAddressesAsync(gateway.Host, cancellationToken)).Select(found => new IPEndPoint(found, gateway.Port)));
            }
            catch (SocketException exception)
            {
                throw new CommandFailure(
                    ExitCode.Unreachable, $"The gateway {gateway} cannot be found: {exception.Message}. Correct --orleans or DURABLE_ORLEANS.");
            }
        }

        return [.. endpoints];
    }
}
