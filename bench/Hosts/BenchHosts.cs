namespace Durable.Bench.Hosts;

/// <summary>The hosts that can be measured.</summary>
internal static class BenchHosts
{
    public static void RequireAvailable(string host) => _ = Starter(host);

    public static Task<IBenchHost> StartAsync(string host, Action<DurableExecutionsBuilder> configure) => Starter(host)(configure);

    private static Func<Action<DurableExecutionsBuilder>, Task<IBenchHost>> Starter(string host) => host switch
    {
        "embedded" => EmbeddedBenchHost.StartAsync,
        "orleans" => throw new BenchException("host 'orleans' is not built yet; use --host embedded", BenchException.Unavailable),
        _ => throw new BenchException($"host '{host}' is unknown; use embedded or orleans", BenchException.Unavailable),
    };
}
