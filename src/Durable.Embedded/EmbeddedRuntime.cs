using System.Diagnostics.CodeAnalysis;
using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Runs executions in this process: starts, activates, recovers after a restart, drains at shutdown.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer; disposing it would break a second dispose.")]
internal sealed partial class EmbeddedRuntime : IHostedService, IAsyncDisposable, IDisposable
{
    private readonly ExecutionServices _services;
    private readonly EmbeddedHostOptions _options;
    private readonly ILogger<EmbeddedRuntime> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly WakeUpSweeper _sweeper;
    private readonly RetentionSweeper _retention;
    private readonly Recovery _recovery;
    private readonly ExecutionLoader _loader;
    private readonly Settlements _settlements;

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
        Watch = new TurnWatch(services.TimeProvider, services.Options, Activations, logger);
        Gate = new AdmissionGate(_options.MaxRunningExecutions, _options.MaxWaitingStarts);
        _loader = new ExecutionLoader(services, functions);
        Peers = new EmbeddedPeers(this, functions, services);
        _recovery = new Recovery(store, services.TimeProvider, Activations, TakeUpAsync, logger, _stopping.Token);
        _settlements = new Settlements(services.Settlement, Peers, _recovery.OnFaulted, logger, _stopping.Token);
        _sweeper = new WakeUpSweeper(store, services.TimeProvider, services.Overslept, _recovery.TryActivateAsync, logger, _stopping.Token);
        _retention = new RetentionSweeper(store, services.TimeProvider, _options.RetentionSweepInterval, logger, _stopping.Token);
    }

    public AdmissionGate Gate { get; }

    public TurnWatch Watch { get; }

    public IExecutionPeers Peers { get; }

    public CompletionSignals Completions { get; } = new();

    public ActivationTable Activations { get; } = new();

    /// <summary>How many executions are in memory.</summary>
    public int ActiveCount => Activations.Count;

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
        await _settlements.WhenIdleAsync();
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

    /// <summary>Completes when all that the last process left behind has been taken up once.</summary>
    public Task WhenRecovered => _recovery.WhenTakenUpAsync();

    /// <summary>Completes when all that the store held for the host at its start, and all that has come due since, is in memory.</summary>
    public Task WhenTakenUpAsync() => Task.WhenAll(_recovery.WhenTakenUpAsync(), _sweeper.WhenIdleAsync());

    /// <summary>Completes when all who must know of the end of an execution do, or are told later.</summary>
    public Task WhenSettledAsync() => _settlements.WhenIdleAsync();

    /// <summary>Whether a start would be refused at once: no place, too many who wait for one, and no such execution in memory.</summary>
    public bool Refuses(ExecutionId id) => Gate.IsCrowded && Activations.Find(id) is null;

    /// <summary>The error of a start that is refused at once.</summary>
    public DurableOverloadedException Overloaded() => Overloaded(Invariant($"{_options.MaxWaitingStarts} starts wait for a place"));

    /// <summary>Starts an execution, or finds the one that is there.</summary>
    /// <returns>Null when it was started; otherwise the existing head, with its input.</returns>
    public async Task<ExecutionHead?> StartExecutionAsync(ExecutionHead head, object? input, DurableFunctionDefinition function, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        while (true)
        {
            if (Activations.Find(head.Id) is { } taken)
            {
                if (await taken.Activation.WaitAsync(cancellationToken) is not null
                    && await _services.Store.ReadHeadAsync(head.Id, includeData: true, cancellationToken) is { } existing)
                {
                    return existing;
                }

                // It left memory in between: look again.
                await Task.Yield();
                continue;
            }

            // A place comes before the slot: whoever holds a slot is waited for, and must not wait for others itself.
            if (!Gate.TryEnter())
            {
                if (Gate.IsCrowded)
                {
                    throw Overloaded();
                }

                if (await _services.Store.ReadHeadAsync(head.Id, includeData: true, cancellationToken) is { } existing)
                {
                    return existing;
                }

                await EnterGateAsync(cancellationToken);
            }

            if (TryTake(head.Id, out var slot))
            {
                // The caller can give up waiting, but not undo the start.
                return await CreateAsync(slot, head, input, function).WaitAsync(cancellationToken);
            }

            Gate.Exit();
            ThrowIfStopping();
        }
    }

    /// <summary>The activation of an execution, made from the store if need be; null when there is no such execution, or it has ended.</summary>
    /// <exception cref="ExecutionParkedException">It stands still.</exception>
    public Task<Activation?> ActivateAsync(ExecutionId id, CancellationToken cancellationToken) =>
        ActivateAsync(id, static (execution, stored) => execution.Resume(stored), cancellationToken);

    /// <inheritdoc cref="ActivateAsync(ExecutionId, CancellationToken)"/>
    /// <param name="id">The execution.</param>
    /// <param name="resume">Resumes it, in its first turn, if this call is the one that brings it to memory.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<Activation?> ActivateAsync(ExecutionId id, Action<Execution, StoredExecution> resume, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        while (true)
        {
            if (TryTake(id, out var slot))
            {
                return await LoadAsync(slot, resume, cancellationToken);
            }

            if (await slot.Activation.WaitAsync(cancellationToken) is { } activation)
            {
                return activation;
            }

            ThrowIfStopping();

            if (await _services.Store.ReadHeadAsync(id, includeData: false, cancellationToken) is not { Status: ExecutionStatus.Running })
            {
                return null;
            }
        }
    }

    /// <summary>Asks an execution something in one of its turns, in memory or out of the store.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="ask">Called in the turn.</param>
    /// <param name="whenEnded">The answer when there is none, or it has ended.</param>
    /// <param name="isQuiet">See <see cref="Execution.Resume"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ExecutionParkedException">It stands still.</exception>
    public async Task<T> AskAsync<T>(
        ExecutionId id, Func<Execution, Task<T>> ask, Func<Task<T>> whenEnded, bool isQuiet, CancellationToken cancellationToken)
    {
        Task<T>? answer = null;
        if (await ActivateAsync(id, Resume, cancellationToken) is not { } activation)
        {
            return await whenEnded();
        }

        answer ??= await activation.PostAsync(ask, cancellationToken);
        return await answer.WaitAsync(cancellationToken);

        // In the same turn, so that the execution cannot come to rest in between.
        void Resume(Execution execution, StoredExecution stored)
        {
            execution.Resume(stored, isQuiet);
            answer = ask(execution);
        }
    }

    /// <summary>Whether the execution is in memory, now that whoever is about to bring it there has done so.</summary>
    public async Task<bool> IsActiveAsync(ExecutionId id, CancellationToken cancellationToken) =>
        Activations.Find(id) is { } slot && await slot.Activation.WaitAsync(cancellationToken) is not null;

    public void OnClosed(Activation activation, EndedExecution ended)
    {
        _recovery.OnSettled(ended.Head.Id);
        Forget(activation);
        Completions.Announce(ended.Head);
        if (ended.IsUnsettled)
        {
            _settlements.Begin(ended);
        }
    }

    /// <summary>A parked execution was stopped: nothing of it is in memory.</summary>
    public void OnStoppedInStore(ExecutionHead head)
    {
        Completions.Announce(head);
        _ = _recovery.TryActivateAsync(head.Id, attempt: 1);
    }

    public void OnContinued(Activation ended, NextRun next, ExecutionHead head)
    {
        _recovery.OnSettled(ended.Id);
        Forget(ended);
        if (!TryTake(ended.Id, out var slot))
        {
            // The host is stopping, and the next one takes it up; or somebody was quicker and loads it.
            Gate.Exit();
            return;
        }

        var activation = new Activation(this, _services, next.Function, head, slot, _options.StepScheduler);
        slot.Set(activation);
        _ = activation.PostAsync(next.Begin);
    }

    public void OnReleased(Activation activation, WakeUp wakeUp)
    {
        _recovery.OnSettled(activation.Id);
        Forget(activation);
        if (wakeUp.Kind == WakeUpKind.Timer)
        {
            _sweeper.WakeNoLaterThan(wakeUp.At);
        }
    }

    public void OnFaulted(Activation activation, ExecutionHead head, Exception exception)
    {
        Forget(activation);
        if (ExecutionParking.MayPark(exception))
        {
            _ = ParkAsync(head, exception);
        }
        else
        {
            _recovery.OnFaulted(activation.Id);
        }
    }

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        _sweeper.OnClockJumped(jump);
        foreach (var slot in Activations.Slots)
        {
            if (slot.Activation is { IsCompletedSuccessfully: true, Result: { } activation })
            {
                _ = activation.PostAsync(execution => execution.OnClockJumped(jump));
            }
        }
    }

    private async Task<bool> TakeUpAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        if (await ActivateAsync(id, cancellationToken) is not null)
        {
            return true;
        }

        if (await _services.Store.ReadHeadAsync(id, includeData: true, cancellationToken) is { Status: not ExecutionStatus.Running } ended)
        {
            // By a write of the last process that arrived late: nobody here knows yet.
            Completions.Announce(ended);
            if (EndedExecution.IsUnsettledHead(ended) && !await _settlements.SettleAsync(id))
            {
                return false;
            }
        }

        _recovery.OnSettled(id);
        return true;
    }

    private async Task ParkAsync(ExecutionHead head, Exception exception)
    {
        try
        {
            if (!await _services.Parking.TryParkAsync(head, exception, _stopping.Token))
            {
                _recovery.OnFaulted(head.Id);
            }
        }
        catch (OperationCanceledException)
        {
            // The next host finds it as it is.
        }
    }

    // Taken after the shutdown began, a slot would escape it.
    private bool TryTake(ExecutionId id, out ActivationTable.Slot slot)
    {
        (slot, var isMine) = Activations.Take(id);
        if (isMine && _stopping.IsCancellationRequested)
        {
            Activations.Free(slot);
            return false;
        }

        return isMine;
    }

    private async Task EnterGateAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
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

    private async Task<ExecutionHead?> CreateAsync(ActivationTable.Slot slot, ExecutionHead head, object? input, DurableFunctionDefinition function)
    {
        try
        {
            if (await _services.Committer.CreateAsync(head, LogStartRetried, _stopping.Token) is { } existing)
            {
                Gate.Exit();
                Activations.Free(slot);
                if (existing is { Status: ExecutionStatus.Running, WakeUp.Kind: WakeUpKind.Lease })
                {
                    // Made by a start that never learned that it had been.
                    _recovery.TakeUp(existing.Id);
                }

                return existing;
            }
        }
        catch
        {
            Gate.Exit();
            Activations.Free(slot);
            throw;
        }

        if (_stopping.IsCancellationRequested)
        {
            // It is durable, which is all that was promised; the next host runs it.
            Gate.Exit();
            Activations.Free(slot);
            return null;
        }

        var activation = new Activation(this, _services, function, head, slot, _options.StepScheduler);
        slot.Set(activation);
        _ = activation.PostAsync(execution => execution.Start(input));
        return null;
    }

    private async Task<Activation?> LoadAsync(
        ActivationTable.Slot slot, Action<Execution, StoredExecution> resume, CancellationToken cancellationToken)
    {
        LoadedExecution? loaded = null;
        try
        {
            loaded = await _loader.LoadAsync(slot.Id, cancellationToken);
            if (loaded is null)
            {
                Activations.Free(slot);
                return null;
            }

            Gate.ForceEnter();
            var activation = new Activation(this, _services, loaded.Function, loaded.Stored.Head, slot, _options.StepScheduler);
            await activation.PostAsync(execution => resume(execution, loaded.Stored));
            slot.Set(activation);
            return activation;
        }
        catch (Exception exception)
        {
            Activations.Free(slot);
            if (loaded is not null)
            {
                Gate.Exit();
                if (ExecutionParking.MayPark(exception))
                {
                    await _loader.ParkAsync(loaded.Stored.Head, exception, cancellationToken);
                }
            }

            throw;
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var slots = Activations.Slots;
        try
        {
            await Task.WhenAll(slots.Select(DrainAsync)).WaitAsync(_options.DrainTimeout, _services.TimeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What has not come to rest is counted below.
        }

        var left = 0;
        foreach (var slot in slots)
        {
            if (slot.Activation is { IsCompletedSuccessfully: true } ready && await ready is { Gone.IsCompleted: false } activation)
            {
                left++;
                _ = activation.PostAsync(static execution => execution.Abandon());
            }
        }

        if (left > 0)
        {
            LogDrainIncomplete(left);
        }
    }

    // An activation that is being made is waited for: it must not begin when everything else has ended. One that blocks its turn is not.
    private static async Task DrainAsync(ActivationTable.Slot slot)
    {
        if (await slot.Activation is { } activation)
        {
            _ = activation.PostAsync(static execution => execution.Drain());
            await Task.WhenAny(activation.Gone, activation.Turns.WhenBlocked);
        }
    }

    private void Forget(Activation activation) => Activations.Free(activation.Slot);

    private void LogStartRetried(Exception exception, int attempt) => LogStartRetried(exception, attempt, _services.Store.Name);

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
