using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Runs executions in this process: finds the resident of each, recovers after a restart, drains at shutdown.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer; disposing it would break a second dispose.")]
internal sealed partial class EmbeddedRuntime : IHostedService, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<ExecutionId, EmbeddedResidence> _residences = new();
    private readonly ExecutionServices _services;
    private readonly EmbeddedHostOptions _options;
    private readonly ILogger<EmbeddedRuntime> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly WakeUpSweeper _sweeper;
    private readonly RetentionSweeper _retention;
    private readonly Recovery _recovery;

    public EmbeddedRuntime(
        ICheckpointStore store,
        DurableFunctionRegistry functions,
        ExecutionServices services,
        IOptions<EmbeddedHostOptions> options,
        ILogger<EmbeddedRuntime> logger)
    {
        _services = services;
        _options = options.Value;
        _options.Validate();
        services.Options.Validate();
        functions.Validate();
        _logger = logger;
        Watch = new TurnWatch(services.TimeProvider, services.Options, this, logger);
        Gate = new AdmissionGate(_options.MaxRunningExecutions, _options.MaxWaitingStarts);
        Peers = new EmbeddedPeers(this, services);
        _recovery = new Recovery(store, services.TimeProvider, this, logger);
        _sweeper = new WakeUpSweeper(store, services.TimeProvider, services.Overslept, _recovery.TryWakeAsync, logger, _stopping.Token);
        _retention = new RetentionSweeper(store, services.TimeProvider, _options.RetentionSweepInterval, logger, _stopping.Token);
    }

    public AdmissionGate Gate { get; }

    public TurnWatch Watch { get; }

    public IExecutionPeers Peers { get; }

    public CompletionSignals Completions { get; } = new();

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Where executions are, and where something is left to do for one, at this moment.</summary>
    public ICollection<EmbeddedResidence> Residences => _residences.Values;

    /// <summary>How many executions are in memory.</summary>
    public int ActiveCount => Residences.Count(static residence => residence.Resident.Current is not null);

    /// <summary>Completes when all that the last process left behind has been taken up once.</summary>
    public Task WhenRecovered => _recovery.WhenTakenUpAsync();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Serving begins at once; what the last process left behind is taken up meanwhile.
        _recovery.Start();
        _services.Suspects.HoldUntil(_recovery.WhenTakenUpAsync());
        _sweeper.Start();
        _retention.Start();
        _services.ClockWatch.Jumped += OnClockJumped;

        // By the system's timers: whatever clock the host is given, its looks are no events of that clock.
        _services.ClockWatch.Start(TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _services.ClockWatch.Dispose();
        await _sweeper.StopAsync();
        await _retention.WhenStoppedAsync();
        await _recovery.WhenTakenUpAsync();
        await DrainAsync(cancellationToken);
        Watch.Dispose();
        await WhenSettledAsync();
    }

    // The container may dispose what it knows under two service types twice.
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _services.ClockWatch.Dispose();
        await _sweeper.StopAsync();
        await _retention.WhenStoppedAsync();
        Watch.Dispose();
    }

    /// <summary>Stops without waiting, for a container that is not disposed of asynchronously: what still runs notices it by itself.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _ = _sweeper.StopAsync();
    }

    /// <summary>Completes when all that the store held for the host at its start, and all that has come due since, is in memory.</summary>
    public Task WhenTakenUpAsync() => Task.WhenAll(_recovery.WhenTakenUpAsync(), _sweeper.WhenIdleAsync());

    /// <summary>Completes when all who must know of the end of an execution do, or are told later.</summary>
    public Task WhenSettledAsync() => Task.WhenAll(Residences.Select(static residence => residence.Resident.WhenSettledAsync()));

    /// <summary>The residence of an execution that is in memory or about to be; null when there is none.</summary>
    public EmbeddedResidence? Find(ExecutionId id) => _residences.GetValueOrDefault(id);

    /// <summary>Asks the resident of an execution something in one of its turns. The caller can give up waiting, but not undo what was asked.</summary>
    public async Task<T> AskAsync<T>(ExecutionId id, Func<ResidentExecution, Task<T>> ask, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        var residence = Enter(id);
        try
        {
            return await residence.AskAndExitAsync(ask).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && residence.Resident.Current is { Turns.IsBlocked: true })
        {
            throw BlockedTurns.GivenUp(id, cancellationToken);
        }
    }

    /// <summary>The residence has nothing left in it.</summary>
    public void Remove(EmbeddedResidence residence) => _residences.TryRemove(KeyValuePair.Create(residence.Resident.Id, residence));

    public void WakeNoLaterThan(DateTimeOffset time) => _sweeper.WakeNoLaterThan(time);

    /// <summary>Whether a start would be refused at once: no place, too many who wait for one, and no such execution in memory.</summary>
    public bool Refuses(ExecutionId id) => Gate.IsCrowded && Find(id) is null;

    /// <summary>The error of a start that is refused at once.</summary>
    public DurableOverloadedException Overloaded() => Overloaded(Invariant($"{_options.MaxWaitingStarts} starts wait for a place"));

    /// <summary>Waits for a place.</summary>
    /// <exception cref="DurableOverloadedException">There was none in time, or the host stops.</exception>
    public async Task EnterGateAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        try
        {
            if (await Gate.EnterAsync(_options.StartTimeout, _services.TimeProvider, either.Token))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfStopping();
        }

        throw Gate.IsCrowded ? Overloaded() : Overloaded($"none made room within {_options.StartTimeout}");
    }

    private EmbeddedResidence Enter(ExecutionId id)
    {
        while (true)
        {
            var residence = _residences.GetOrAdd(id, static (id, runtime) => new EmbeddedResidence(runtime, runtime._services, runtime._options, id), this);
            if (residence.TryEnter())
            {
                return residence;
            }

            // Whoever has used it last is about to remove it.
            Remove(residence);
        }
    }

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        _sweeper.OnClockJumped(jump);
        foreach (var residence in Residences)
        {
            _ = residence.Resident.Current?.PostAsync(execution => execution.OnClockJumped(jump));
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var residences = Residences;
        try
        {
            await Task.WhenAll(residences.Select(static residence => residence.DrainAsync())).WaitAsync(_options.DrainTimeout, _services.TimeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What has not come to rest is counted below.
        }

        var left = residences.Select(static residence => residence.Resident.Current).OfType<Activation>().ToList();
        foreach (var activation in left)
        {
            _ = activation.PostAsync(static execution => execution.Abandon());
        }

        if (left.Count > 0)
        {
            LogDrainIncomplete(left.Count);
        }
    }

    private DurableOverloadedException Overloaded(string why) => new(
        Invariant($"{_options.MaxRunningExecutions} executions are running and {why}. Nothing was started; ")
        + $"try again later, or raise {nameof(EmbeddedHostOptions)}.{nameof(EmbeddedHostOptions.MaxRunningExecutions)}.");

    private void ThrowIfStopping()
    {
        if (_stopping.IsCancellationRequested)
        {
            throw new DurableOverloadedException("The host is shutting down; nothing was started. Try again when it is back.");
        }
    }
}
