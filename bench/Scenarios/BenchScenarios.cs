namespace Durable.Bench.Scenarios;

/// <summary>The scenarios by name.</summary>
internal static class BenchScenarios
{
    public static IBenchScenario Get(string name) => name switch
    {
        "resume" => new ResumeScenario(),
        "sequential" => new SequentialScenario(),
        "throughput" => new ThroughputScenario(),
        "floor" => new FloorScenario(),
        "fanout" => new FanOutScenario(),
        "replay" => new ReplayScenario(),
        "store" => new StoreScenario(),
        "sleepers" => new SleepersScenario(),
        "overload" => new OverloadScenario(),
        "neighbour" => new NeighbourScenario(),
        _ => throw new BenchException(
            $"scenario '{name}' is unknown; use resume, sequential, throughput, floor, fanout, replay, store, sleepers, overload or neighbour", BenchException.Unavailable),
    };
}
