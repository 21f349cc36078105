using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.CommandLine.Targets;

/// <summary>A cluster's grains.</summary>
internal sealed class ClusterTarget(IHost connection, ClusterAddress address) : ITarget
{
    public IDurableClient Client { get; } = connection.Services.GetRequiredService<IDurableClient>();

    public CommandFailure FailureOf(Exception exception) => ClusterErrors.Of(exception, address);

    public async ValueTask DisposeAsync()
    {
        await connection.StopAsync(CancellationToken.None);
        connection.Dispose();
    }
}
