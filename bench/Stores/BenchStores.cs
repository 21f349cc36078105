namespace Durable.Bench.Stores;

/// <summary>The stores that can be measured.</summary>
internal static class BenchStores
{
    public static async Task<IBenchStore> OpenAsync(BenchOptions options) => options.Store switch
    {
        "memory" => new MemoryBenchStore(),
        "sqlite" => SqliteBenchStore.Open(options.DataDirectory),
        "dynamodb" => await DynamoDBBenchStore.OpenAsync(),
        "postgres" => await PostgreSQLBenchStore.OpenAsync(options.DataDirectory),
        _ => throw new BenchException($"store '{options.Store}' is unknown; use memory, sqlite, postgres or dynamodb", BenchException.Unavailable),
    };
}
