namespace Durable.Bench.Hosts;

/// <summary>What a one-step execution costs a grain that knows nothing of executions.</summary>
[Alias("durable.bench.floor")]
internal interface IFloorGrain : IGrainWithStringKey
{
    /// <summary>Makes the two writes of a one-step execution.</summary>
    /// <returns>What a caller is told of the end.</returns>
    [Alias("run")]
    Task<string> RunAsync();
}
