using System.Text;
using Durable.Core.Codecs;
using Durable.Core.Hosting;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Testing;

/// <summary>
/// Runs hosts of one kind, one after the other, over a store and a clock that outlive them: what the contract suite needs of a host
/// beyond its public interfaces.
/// </summary>
/// <remarks>
/// A host sees the store and the clock through a <see cref="HostLife"/>. Killing the host ends that life: nothing it still runs reaches
/// the store again, and none of its timers fires, as if its process had died.
/// </remarks>
public abstract class HostFixture : IAsyncDisposable
{
    // An answer of the store is on its way for some turns before anybody sees it.
    private const int QuietLooks = 5;

    private static readonly TimeSpan s_never = TimeSpan.FromDays(20);

    private readonly List<HostLife> _lives = [];
    private Action<DurableExecutionsBuilder>? _configure;
    private IDurableClient? _client;
    private HostLife? _life;
    private ICheckpointStore? _opened;

    protected HostFixture()
    {
        Store = new FaultInjectingCheckpointStore(new InMemoryCheckpointStore(Clock));
        Clock.RealWork = () => Store.WhenAnsweredAsync();
    }

    /// <summary>The clock of every host.</summary>
    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The store of every host.</summary>
    public FaultInjectingCheckpointStore Store { get; private set; }

    /// <summary>What hosts and functions have logged.</summary>
    public LogRecorder Log { get; } = new();

    /// <summary>How late a wake-up out of the store may be, by a clock that goes from timer to timer while the host works.</summary>
    public virtual TimeSpan WakeUpLateness => TimeSpan.FromSeconds(5);

    /// <summary>Changes the engine of every host that is started from now on.</summary>
    public Action<DurableEngineOptions>? Engine { get; set; }

    /// <summary>Client of the running host.</summary>
    public IDurableClient Client => _client ?? throw new InvalidOperationException("No host is running; start one first.");

    /// <summary>Whether suites run on this kind of host, or over this store, in the full run alone, because others stand for it. Default: false.</summary>
    protected virtual bool BelongsToFullRun => false;

    /// <summary>What every host sends its data through; none, by default.</summary>
    protected virtual IReadOnlyList<IPayloadCodec> Codecs => [];

    /// <summary>All that is stored, byte for byte where that can be had, as characters of Latin-1.</summary>
    public virtual async Task<string> ReadStoredAsync()
    {
        var stored = new StringBuilder();
        foreach (var listed in (await Store.ListAsync(new ExecutionQuery())).Heads)
        {
            var execution = (await Store.LoadAsync(listed.Id))!;
            stored.AppendLine(execution.Head.ToString());
            foreach (var segment in execution.Segments)
            {
                stored.AppendLine(Encoding.Latin1.GetString(segment.Span));
            }
        }

        return stored.ToString();
    }

    /// <summary>Opens the store, where that takes more than making it.</summary>
    public async Task InitializeAsync()
    {
        if (BelongsToFullRun)
        {
            FullRun.Require();
        }

        _opened = await OpenStoreAsync();
        if (_opened is { } store)
        {
            Store = new FaultInjectingCheckpointStore(store);
        }
    }

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Registers its functions.</param>
    public async Task StartAsync(Action<DurableExecutionsBuilder> configure)
    {
        _configure = configure;
        var life = new HostLife(Store, Clock);
        _lives.Add(life);
        var start = StartHostAsync(builder =>
        {
            builder.UseStore(_ => life.Store);
            UseClock(builder.Services, life.Clock);
            builder.Services.AddSingleton(Log.CreateProvider());
            foreach (var codec in Codecs)
            {
                builder.UsePayloadCodec(codec);
            }

            // A timer that comes again and again while something runs would drive the clock ahead of what it is driven for.
            builder.ConfigureEngine(static options => options.BlockedTurnAfter = s_never);
            if (Engine is { } engine)
            {
                builder.ConfigureEngine(engine);
            }

            configure(builder);
        });
        _client = await start.OrFail("the start of a host");
        _life = life;
    }

    /// <summary>Shuts the host down in good order.</summary>
    public async Task StopAsync()
    {
        await StopHostAsync().OrFail("the end of a host");
        EndLife();
    }

    /// <summary>Ends the host as if its process had been killed.</summary>
    public async Task KillAsync()
    {
        EndLife();
        await KillHostAsync().OrFail("the end of a killed host");
    }

    /// <summary>Starts the next host over the same store, with the functions of the last one unless told otherwise; kills that one if it still runs.</summary>
    /// <param name="configure">Registers other functions.</param>
    public async Task RestartAsync(Action<DurableExecutionsBuilder>? configure = null)
    {
        if (_life is not null)
        {
            await KillAsync();
        }

        await StartAsync(configure ?? _configure ?? throw new InvalidOperationException("No host has run yet."));
    }

    /// <summary>The first head in the store in which something has happened; looked at after every write.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="happened">What must have happened.</param>
    public async Task<ExecutionHead> WhenHeadAsync(ExecutionId id, Func<ExecutionHead, bool> happened)
    {
        var life = _life!;
        while (true)
        {
            var nextWrite = life.NextWrite;
            if (await Store.ReadHeadAsync(id, includeData: false) is { } head && happened(head))
            {
                return head;
            }

            await nextWrite.OrFail("a write");
        }
    }

    /// <summary>The first executions of a function, once there are so many. Looked at all the time: lists lag behind writes.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="count">How many.</param>
    public async Task<IReadOnlyList<ExecutionId>> WhenStartedAsync(string functionName, int count = 1)
    {
        IReadOnlyList<ExecutionId> started = [];
        await Patience.UntilAsync(
            async () =>
            {
                var page = await Client.ListAsync(new ExecutionQuery { FunctionName = functionName });
                started = [.. page.Executions.Select(static execution => execution.Id)];
                return started.Count >= count;
            },
            $"{count} executions of {functionName}");
        return started;
    }

    /// <summary>The first history in which something has happened; looked at after every write.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="happened">What must have happened.</param>
    public async Task<History> WhenHistoryAsync(ExecutionId id, Func<History, bool> happened)
    {
        var life = _life!;
        while (true)
        {
            var nextWrite = life.NextWrite;
            var history = await Client.ReadHistoryAsync(id);
            if (happened(history))
            {
                return history;
            }

            await nextWrite.OrFail($"a write after {history}");
        }
    }

    /// <summary>The first description in which something has happened; looked at after every write.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="happened">What must have happened.</param>
    public async Task<ExecutionDescription> WhenDescribedAsync(ExecutionId id, Func<ExecutionDescription, bool> happened)
    {
        var life = _life!;
        while (true)
        {
            var nextWrite = life.NextWrite;
            var description = await Client.DescribeAsync(id);
            if (happened(description))
            {
                return description;
            }

            await nextWrite.OrFail("a write");
        }
    }

    /// <summary>
    /// Completes when the running host has nothing under way but what waits for the clock. Before that a leap of the clock could overtake
    /// a host that is about to arm a timer.
    /// </summary>
    public virtual Task WhenIdleAsync() => Task.CompletedTask;

    /// <summary>Has every process of the running host look at its clock, as it does every half minute.</summary>
    public void LookAtClock()
    {
        foreach (var services in Processes)
        {
            services.GetRequiredService<ClockWatch>().Look();
        }
    }

    /// <summary>
    /// Completes when no execution can go on before something happens outside or time passes, and nothing is on its way to the store or
    /// from it.
    /// </summary>
    public async Task WhenAtRestAsync()
    {
        var store = _life!.Store;
        var looks = 0;
        await Patience.UntilAsync(
            async () =>
            {
                var asked = store.Asked;
                looks = store.IsIdle && await IsAtRestAsync() && store.Asked == asked ? looks + 1 : 0;
                return looks == QuietLooks;
            },
            "rest");
    }

    /// <summary>The records of an execution as they are in the store.</summary>
    /// <param name="id">The execution.</param>
    internal async Task<IReadOnlyList<LogRecord>> ReadRecordsAsync(ExecutionId id)
    {
        List<LogRecord> records = [];
        var codecs = new PayloadCodecOptions();
        foreach (var codec in Codecs)
        {
            codecs.Codecs.Add(codec);
        }

        LogRecordReader.Read((await new ExecutionStore(Store, new PayloadCodecs(codecs)).LoadAsync(id))!, records.Add);
        return records;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_life is not null)
        {
            await KillAsync();
        }

        await DisposeHostsAsync().AsTask().OrFail("what hosts have left behind");
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Services of each process of the running host.</summary>
    protected abstract IEnumerable<IServiceProvider> Processes { get; }

    /// <summary>Opens a store of the test's own; null, the default, for one in memory.</summary>
    protected virtual Task<ICheckpointStore?> OpenStoreAsync() => Task.FromResult<ICheckpointStore?>(null);

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Registers store, clock, functions; applies to every process of the host.</param>
    /// <returns>Its client.</returns>
    protected abstract Task<IDurableClient> StartHostAsync(Action<DurableExecutionsBuilder> configure);

    /// <summary>Gives the host's durable functions their clock.</summary>
    /// <param name="services">Of one process of the host.</param>
    /// <param name="clock">The clock.</param>
    protected virtual void UseClock(IServiceCollection services, TimeProvider clock) => services.AddSingleton(clock);

    /// <summary>Shuts the running host down in good order.</summary>
    protected abstract Task StopHostAsync();

    /// <summary>Ends the running host at once; it reaches neither store nor clock any more.</summary>
    protected abstract Task KillHostAsync();

    /// <summary>Whether nothing is under way in the running host but what waits for the clock or for somebody outside.</summary>
    protected abstract Task<bool> IsAtRestAsync();

    /// <summary>Releases what all hosts have left behind.</summary>
    protected abstract ValueTask DisposeHostsAsync();

    /// <summary>Closes the store that the test has opened.</summary>
    protected virtual async ValueTask DisposeStoreAsync()
    {
        if (_opened is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }
    }

    private void EndLife()
    {
        _life?.End();
        _life = null;
        _client = null;
    }
}
