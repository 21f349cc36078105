using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Chaos;

/// <summary>
/// Silos in processes of their own over one store. Where the store does not have the list of members, the first silo keeps it in its memory and is spared.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Disposed asynchronously.")]
internal sealed class ClusterTarget : IChaosTarget
{
    private const int Silos = 4;

    // The store may be away when it starts; a silo that can never join is found out.
    private const int MaxTries = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestCut = TimeSpan.FromSeconds(10);

    private readonly IChaosStore _store;
    private readonly EffectJournal _journal;
    private readonly (int Silo, int Gateway)[] _ports = [.. Enumerable.Range(0, Silos).Select(static _ => (FreePort(), FreePort()))];
    private readonly ChaosProcess[] _silos = new ChaosProcess[Silos];
    private IHost? _app;
    private IDurableClient? _client;

    public ClusterTarget(IChaosStore store, EffectJournal journal)
    {
        _store = store;
        _journal = journal;
        var first = store.HasMembers ? 0 : 1;
        Faults =
        [
            new("kill -9", 10, random => KillAsync(random.Next(first, Silos))),
            new("stopped for a while", 2, random => _silos[random.Next(first, Silos)].FreezeAsync(TimeSpan.FromMilliseconds(random.Next(500, 12_000)))),
            new("store cut off", 1, random => store.Port.CloseAsync(ChaosFault.Outage(random, s_longestCut))),
            new("store silent", 1, random => store.Port.SwallowAsync(ChaosFault.Outage(random, s_longestCut))),
            .. store.Faults,
        ];
    }

    public IReadOnlyList<ChaosFault> Faults { get; }

    public int Kills { get; private set; }

    public async Task StartAsync()
    {
        for (var silo = 0; silo < Silos; silo++)
        {
            await StartSiloAsync(silo);
        }

        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client
            .UseStaticClustering([.. _ports.Select(static port => new IPEndPoint(IPAddress.Loopback, port.Gateway))])
            .Configure<Orleans.Configuration.ClusterOptions>(static cluster => (cluster.ClusterId, cluster.ServiceId) = ("durable", "durable"))
            .AddDurableExecutions());
        _app = builder.Build();
        await _app.StartAsync();
        _client = _app.Services.GetRequiredService<IDurableClient>();
    }

    public Task<int> RunAsync(string name, int input, Action onStarted) => OrLostAsync(async () =>
    {
        var execution = await _client!.StartAsync("chaos", input, new StartOptions { Name = name });
        onStarted();
        return await execution.WithResult<int>().WaitForResultAsync();
    });

    public Task AnswerAsync(string callbackId, int value) => OrLostAsync(async () =>
    {
        await _client!.SendCallbackSuccessAsync(callbackId, value);
        return value;
    });

    public Task WhenUpAsync() => Task.CompletedTask;

    public async Task EndAsync()
    {
        foreach (var silo in _silos.Reverse())
        {
            await silo.TerminateAsync();
        }
    }

    public ICheckpointStore OpenStore() => _store.Open();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            _app.Dispose();
        }

        foreach (var silo in _silos)
        {
            silo?.Dispose();
        }
    }

    private static async Task<T> OrLostAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception)
        {
            throw new ProcessLostException($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task KillAsync(int silo)
    {
        await _silos[silo].KillAsync();
        _silos[silo].Dispose();
        Kills++;
        await StartSiloAsync(silo);
    }

    private async Task StartSiloAsync(int silo)
    {
        for (var tries = 1; ; tries++)
        {
            _silos[silo] = ChaosProcess.Start(
                OnLine, ["silo", .. _store.Where, "-", Text(_ports[silo].Silo), Text(_ports[silo].Gateway), Text(_ports[0].Silo)]);
            try
            {
                await _silos[silo].WhenOpen.WaitAsync(s_patience);
                return;
            }
            catch (Exception exception) when (exception is ProcessLostException or TimeoutException)
            {
                await _silos[silo].KillAsync();
                if (tries == MaxTries)
                {
                    throw new InvalidOperationException(Invariant($"Silo {silo} did not start, {tries} times. The last one said:\n{_silos[silo].LastWords}"), exception);
                }

                _silos[silo].Dispose();
            }
        }
    }

    private void OnLine(string line)
    {
        if (line.StartsWith("journal ", StringComparison.Ordinal))
        {
            _journal.Note(line["journal ".Length..]);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
