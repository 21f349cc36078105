using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Grains.Tests;

/// <summary>
/// Clusters that soon give up on a grain that blocks its turn. Once this library has let go of it, Orleans waits for it until the
/// shutdown timeout of the host, half a minute for each silo.
/// </summary>
public sealed class ImpatientClusterHostFixture : ClusterHostFixture
{
    // The test cluster names a timeout of its own after this.
    protected override void ConfigureSilo(ISiloBuilder silo) =>
        silo.Services.PostConfigure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
}
