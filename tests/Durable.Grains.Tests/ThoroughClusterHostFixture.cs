namespace Durable.Grains.Tests;

/// <summary>Clusters for suites whose rules an ordinary run checks on the embedded host: what they ask of the engine does not pass through Orleans.</summary>
public sealed class ThoroughClusterHostFixture : ClusterHostFixture
{
    protected override bool BelongsToFullRun => true;
}
