using Durable.Bench.Hosts;
using Durable.Bench.Stores;
using Durable.Storage;

namespace Durable.Bench;

/// <summary>What a scenario works with: the store, metered and maybe delayed, and hosts on it.</summary>
internal sealed class BenchEnvironment : IAsyncDisposable
{
    private readonly IBenchStore _store;

    private BenchEnvironment(BenchOptions options, IBenchStore store)
    {
        Options = options;
        _store = store;
        Store = Decorate();
    }

    public BenchOptions Options { get; }

    public StoreMeter Meter { get; } = new();

    public ICheckpointStore Store { get; private set; }

    /// <summary>Where the store writes to disk, if it does.</summary>
    public string? DataDirectory => _store.Directory;

    /// <summary>What the store has been asked for until now.</summary>
    public StoreUsage Usage => new(
        _store.Requests ?? Meter.Requests,
        _store.WriteUnits,
        _store.IndexWriteUnits,
        _store.ReadUnits,
        _store.BytesWritten,
        _store.BytesRead,
        Meter.Delays);

    /// <summary>See <see cref="IBenchStore.PrepareBareWritesAsync"/>.</summary>
    public Task<Func<Task>?> PrepareBareWritesAsync() => _store.PrepareBareWritesAsync();

    public static async Task<BenchEnvironment> OpenAsync(BenchOptions options)
    {
        BenchHosts.RequireAvailable(options.Host);
        return new BenchEnvironment(options, await BenchStores.OpenAsync(options));
    }

    public Task<IBenchHost> StartHostAsync(Action<DurableExecutionsBuilder> configure, HostLimits? limits = null)
    {
        var store = Store;
        return BenchHosts.StartAsync(Options.Host, builder => configure(builder.UseStore(_ => store)), limits ?? new HostLimits());
    }

    /// <summary>Closes the store and opens it again, as a restarted process would.</summary>
    public async Task ReopenStoreAsync()
    {
        await _store.ReopenAsync();
        Store = Decorate();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Meter.Dispose();
    }

    private MeteredCheckpointStore Decorate() => new(
        Options.StoreDelay > TimeSpan.Zero ? new DelayedCheckpointStore(_store.Store, Options.StoreDelay, Meter) : _store.Store, Meter);
}
