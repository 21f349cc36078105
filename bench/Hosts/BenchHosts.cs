namespace Durable.Bench.Hosts;

/// <summary>The hosts that can be measured.</summary>
internal static class BenchHosts
{
    public static void RequireAvailable(string host) => _ = Starter(host);

    public static Task<IBenchHost> StartAsync(string host, Action<DurableExecutionsBuilder> configure, HostLimits limits) => Starter(host)(configure, limits);

    private static Func<Action<DurableExecutionsBuilder>, HostLimits, Task<IBenchHost>> Starter(string host) => host switch
    {
        "embedded" => EmbeddedBenchHost.StartAsync,
        "orleans" => OrleansBenchHost.StartAsync,
        _ => throw new BenchException($"host '{host}' is unknown; use embedded or orleans", BenchException.Unavailable),
    };
}
