namespace Durable.Bench.Stores;

/// <summary>The stores that can be measured.</summary>
internal static class BenchStores
{
    public static async Task<IBenchStore> OpenAsync(BenchOptions options) => options.Store switch
    {
        "memory" => new MemoryBenchStore(),
        "sqlite" => SqliteBenchStore.Open(options.DataDirectory),
        "dynamodb" => await DynamoDBBenchStore.OpenAsync(),
        _ => throw new BenchException($"store '{options.Store}' is unknown; use memory, sqlite or dynamodb", BenchException.Unavailable),
    };
}
