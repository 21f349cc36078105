namespace Durable.Bench.Stores;

/// <summary>The stores that can be measured.</summary>
internal static class BenchStores
{
    public static IBenchStore Open(BenchOptions options) => options.Store switch
    {
        "memory" => new MemoryBenchStore(),
        "sqlite" => SqliteBenchStore.Open(options.DataDirectory),
        "dynamodb" => throw new BenchException("store 'dynamodb' is not built yet; use --store memory or sqlite", BenchException.Unavailable),
        _ => throw new BenchException($"store '{options.Store}' is unknown; use memory, sqlite or dynamodb", BenchException.Unavailable),
    };
}
