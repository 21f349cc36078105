using Durable.Core.Engine;
using Durable.Core.Residence;
using Durable.Grains.Branches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.Grains.Executions;

/// <summary>What all executions of a silo share.</summary>
internal sealed class GrainEnvironment(
    ExecutionServices services,
    ResidentFactory residents,
    SiloExecutions silo,
    IGrainFactory grains,
    GrainPeers peers,
    GrainLaneStarter lanes,
    IOptions<DurableGrainsOptions> options,
    [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider messagingTime)
{
    public ExecutionServices Services => services;

    public ResidentFactory Residents => residents;

    public SiloExecutions Silo => silo;

    public IGrainFactory Grains => grains;

    public GrainPeers Peers => peers;

    public GrainLaneStarter Lanes => lanes;

    public DurableGrainsOptions Options => options.Value;

    /// <summary>The clock of calls between grains.</summary>
    public TimeProvider MessagingTime => messagingTime;
}
