using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>The executions of this process: finds the resident of each, and has a place for so many.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer; disposing it would break a second dispose.")]
internal sealed class EmbeddedExecutions
{
    private readonly ConcurrentDictionary<ExecutionId, EmbeddedResidence> _residences = new();
    private readonly ExecutionServices _services;
    private readonly ResidentFactory _residents;
    private readonly EmbeddedHostOptions _options;
    private readonly CancellationTokenSource _stopping = new();

    public EmbeddedExecutions(ExecutionServices services, ResidentFactory residents, HostLag lag, IOptions<EmbeddedHostOptions> options)
    {
        _services = services;
        _residents = residents;
        _options = options.Value;
        Watch = new TurnWatch(services.TimeProvider, services.Options, this, services.LoggerFactory.CreateLogger(LogCategory.Name));
        Gate = new AdmissionGate(_options.MaxRunningExecutions, _options.MaxWaitingStarts, lag);
        services.Telemetry.Metrics.ObserveQueue(() => Gate.Waiting);
        Peers = new EmbeddedPeers(this, services.TimeProvider);
    }

    /// <summary>An execution has left memory to sleep.</summary>
    public event EventHandler<Hibernation>? Hibernated;

    public AdmissionGate Gate { get; }

    public TurnWatch Watch { get; }

    public IExecutionPeers Peers { get; }

    public CompletionSignals Completions { get; } = new();

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>A snapshot of where executions are, and where something is left to do for one.</summary>
    public ICollection<EmbeddedResidence> ResidencesSnapshot => _residences.Values;

    /// <summary>How many executions are in memory.</summary>
    public int ActiveCount => ResidencesSnapshot.Count(static residence => residence.Resident.Current is not null);

    /// <summary>The host stops: nothing more is taken up.</summary>
    public void BeginStop() => _stopping.Cancel();

    /// <inheritdoc cref="BeginStop"/>
    public Task BeginStopAsync() => _stopping.CancelAsync();

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

    public void WakeNoLaterThan(DateTimeOffset time) => Hibernated?.Invoke(this, new Hibernation(time));

    /// <summary>Whether a start would be refused at once: no place, too many who wait for one, and no such execution in memory.</summary>
    public bool Refuses(ExecutionId id) => Gate.IsCrowded && Find(id) is null;

    /// <summary>The error of a start that finds no place.</summary>
    public DurableOverloadedException Overloaded() => Overloaded(Invariant($"{_options.MaxWaitingStarts} starts wait for a place"));

    /// <summary>The same for a start that is refused before anybody looks whether its execution exists.</summary>
    public DurableOverloadedException Refuse(ExecutionId id)
    {
        _services.Telemetry.Metrics.Of(id.FunctionName).Refused();
        return Overloaded();
    }

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
            var residence = _residences.GetOrAdd(id, static (id, executions) => executions.NewResidence(id), this);
            if (residence.TryEnter())
            {
                return residence;
            }

            // Whoever has used it last is about to remove it.
            Remove(residence);
        }
    }

    private EmbeddedResidence NewResidence(ExecutionId id) => new(this, _residents, _services.TimeProvider, _options.StepScheduler, id);

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
