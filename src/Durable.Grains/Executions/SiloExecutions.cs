using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Grains.Branches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains.Executions;

/// <summary>
/// What runs on this silo, and how it leaves: before the silo stops, while branches, callers and other silos can still be reached.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer and nothing to release.")]
internal sealed partial class SiloExecutions(
    IOptions<DurableGrainsOptions> options,
    ExecutionServices services,
    GrainLaneStarter branches,
    HostLag lag,
    [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider timeProvider,
    ILoggerFactory loggers) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private static readonly TimeSpan s_closedStayFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GrainResidence, bool> _residences = new();
    private readonly ConcurrentQueue<(IGrainBase Grain, long ClosedAt)> _closed = new();
    private readonly CancellationTokenSource _leaving = new();
    private Task _releasing = Task.CompletedTask;
    private int _awake;
    private volatile bool _isDraining;

    /// <summary>Executions in the memory of this silo.</summary>
    public int Count => RunningSnapshot.Count();

    /// <summary>Executions that are in memory on this silo at this moment.</summary>
    public IEnumerable<Activation> RunningSnapshot => _residences.Keys.Select(static residence => residence.Resident.Current).OfType<Activation>();

    /// <summary>Whether as many executions run here, or are being made, as may; suspended ones do not count.</summary>
    public bool IsFull => Volatile.Read(ref _awake) >= options.Value.MaxRunningExecutions;

    /// <summary>The silo is about to stop: nothing more is taken up here.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Cancelled right before the silo deactivates its grains, which waits for calls that are under way.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Takes a place for an execution that is about to be created, if there is one: what a slow store holds up is load, too.</summary>
    public bool TryEnter()
    {
        var awake = Interlocked.Increment(ref _awake);
        lag.NoteRunning(awake, options.Value.MaxRunningExecutions);
        if (awake <= options.Value.MaxRunningExecutions)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Takes a place, whatever the limit.</summary>
    public void Enter() => lag.NoteRunning(Interlocked.Increment(ref _awake), options.Value.MaxRunningExecutions);

    /// <summary>Gives a place back.</summary>
    public void Leave() => lag.NoteRunning(Interlocked.Decrement(ref _awake), options.Value.MaxRunningExecutions);

    /// <summary>The error of a start that finds no place.</summary>
    public DurableOverloadedException Overloaded() => new(
        Invariant($"{options.Value.MaxRunningExecutions} executions are running on this silo. Nothing was started; try again later, add silos, or raise ")
        + $"{nameof(DurableGrainsOptions)}.{nameof(DurableGrainsOptions.MaxRunningExecutions)}.");

    public void Add(GrainResidence residence) => _residences.TryAdd(residence, true);

    public void Remove(GrainResidence residence) => _residences.TryRemove(residence, out _);

    /// <summary>
    /// The execution has ended: its grain stays for a moment, for callers who are about to ask how. The grains of Orleans stay for a
    /// quarter of an hour, which at some thousand ends a second is too much.
    /// </summary>
    public void ReleaseSoon(IGrainBase grain) => _closed.Enqueue((grain, timeProvider.GetTimestamp()));

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        try
        {
            await DrainAsync().WaitAsync(options.Value.DrainTimeout, timeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What has not come to rest is counted below.
        }

        if (Count is > 0 and var left)
        {
            LogNotDrained(_logger, left);
        }

        await _leaving.CancelAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _releasing = Task.Run(ReleaseClosedAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _releasing;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainAsync()
    {
        await Task.WhenAll(RunningSnapshot.Select(static execution => execution.DrainAsync()));
        await branches.WhenIdleAsync();
    }

    private async Task ReleaseClosedAsync()
    {
        using var timer = new PeriodicTimer(s_closedStayFor / 4, timeProvider);
        var lookedAt = services.TimeProvider.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                while (_closed.TryPeek(out var first) && timeProvider.GetElapsedTime(first.ClosedAt) >= s_closedStayFor && _closed.TryDequeue(out _))
                {
                    first.Grain.DeactivateOnIdle();
                }

                if (services.TimeProvider.GetElapsedTime(lookedAt) >= BlockedTurns.IntervalFor(services.Options))
                {
                    lookedAt = services.TimeProvider.GetTimestamp();
                    LookForBlockedTurns();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo deactivates the rest.
        }
    }

    private void LookForBlockedTurns()
    {
        foreach (var residence in _residences.Keys)
        {
            if (residence.Resident.Current is not { IsSuspended: false } execution)
            {
                continue;
            }

            Look(execution.Turns);

            // Which branches there are its own turns know.
            _ = execution.PostAsync(running =>
            {
                foreach (var branch in running.Lanes?.Running ?? [])
                {
                    Look(branch.Turns);
                }
            });

            void Look(TurnProbe turns)
            {
                if (turns.Look(services.TimeProvider, services.Options.BlockedTurnAfter))
                {
                    BlockedTurns.LogBlocked(_logger, residence.Resident.Id, services.Options.BlockedTurnAfter);
                }
            }
        }
    }

    [LoggerMessage(EventIds.SiloDrainIncomplete, LogLevel.Warning,
        "{Count} executions did not come to rest before the silo stopped. They go on elsewhere when their lease has run out; steps under way run again there.")]
    private static partial void LogNotDrained(ILogger logger, int count);
}
