namespace Durable.Bench.Hosts;

/// <summary>The hosts that can be measured.</summary>
internal static class BenchHosts
{
    public static void RequireAvailable(string host) => _ = Starter(host);

    public static Task<IBenchHost> StartAsync(string host, Action<DurableExecutionsBuilder> configure, HostLimits limits) => Starter(host)(configure, limits);

    private static Func<Action<DurableExecutionsBuilder>, HostLimits, Task<IBenchHost>> Starter(string host) => host switch
    {
        "embedded" => EmbeddedBenchHost.StartAsync,
#if ORLEANS
        "orleans" => OrleansBenchHost.StartAsync,
#else
        "orleans" => throw new BenchException(
            "host 'orleans' is not in this build: Orleans could not be restored from this machine's package sources; use --host embedded",
            BenchException.Unavailable),
#endif
        _ => throw new BenchException($"host '{host}' is unknown; use embedded or orleans", BenchException.Unavailable),
    };
}
