namespace Durable.Bench.Scenarios;

/// <summary>One thing that is measured. It warms up before it takes the time: what it measures is the code, not its compilation.</summary>
internal interface IBenchScenario
{
    Task<BenchReport> RunAsync(BenchEnvironment environment);
}
