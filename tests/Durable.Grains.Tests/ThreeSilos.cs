namespace Durable.Grains.Tests;

/// <summary>Three silos, for a class that loses some.</summary>
public sealed class ThreeSilos() : ClusterFixture(3);
