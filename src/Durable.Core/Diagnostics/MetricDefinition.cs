namespace Durable.Core.Diagnostics;

/// <summary>A metric, as it is made and as it is documented.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Unit">Its unit, in UCUM.</param>
/// <param name="Dimensions">What it is told apart by. Each has few values, however many executions there are.</param>
/// <param name="Description">What it counts.</param>
internal sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string[] Dimensions, string Description)
{
    /// <summary>Upper bounds of its buckets, for a listener that has none of its own; empty where it has none.</summary>
    public double[] Buckets { get; init; } = [];
}
