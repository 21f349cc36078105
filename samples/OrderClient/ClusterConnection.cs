using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Durable.OrderClient;

/// <summary>A connection to the cluster. In an app with a host of its own only the part inside <c>UseOrleansClient</c> is needed.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    // Long enough for a silo that is just starting, short enough for somebody who mistyped a port.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Orleans itself does not ask an endpoint again within a second.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1.5);

    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    public IDurableClient Client => _host.Services.GetRequiredService<IDurableClient>();

    public static async Task<ClusterConnection> OpenAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        var endpoints = await ResolveAsync(address.Gateways, cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client => client
            .UseStaticClustering(endpoints)
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = address.ClusterId;
                cluster.ServiceId = address.ServiceId;
            })

            // Calls to a silo that died are not broken, they wait for this. The longest call is a poll of 10 s.
            .Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(20))
            .UseConnectionRetryFilter(RetryFor(s_patience))
            .AddDurableExecutions());

        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterConnection(host);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or SocketException)
        {
            host.Dispose();
            throw new ClusterUnreachableException(
                $"Cannot connect to cluster '{address.ClusterId}' at {string.Join(", ", address.Gateways)}: {Innermost(exception).Message.TrimEnd('.')}. Make sure that a silo runs, and that --gateway and --cluster-id are its own.");
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private static async Task<IPEndPoint[]> ResolveAsync(IEnumerable<string> gateways, CancellationToken cancellationToken)
    {
        List<IPEndPoint> endpoints = [];
        foreach (var gateway in gateways)
        {
            var (host, port) = GatewayText.Parse(gateway);
            try
            {
                endpoints.AddRange((await Dns.GetHostAddressesAsync(host, cancellationToken)).Select(address => new IPEndPoint(address, port)));
            }
            catch (SocketException exception)
            {
                throw new ClusterUnreachableException($"The gateway '{gateway}' cannot be found: {exception.Message}. Correct --gateway.");
            }
        }

        return [.. endpoints];
    }

    private static Func<Exception, CancellationToken, Task<bool>> RetryFor(TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        return async (_, cancellationToken) =>
        {
            if (TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                return false;
            }

            await Task.Delay(s_retryAfter, TimeProvider.System, cancellationToken);
            return true;
        };
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
