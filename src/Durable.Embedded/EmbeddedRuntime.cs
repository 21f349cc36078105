using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Engine;
using Durable.Core.Functions;
using Durable.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Runs executions in this process: starts, activates, recovers after a restart, drains at shutdown.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer; disposing it would break a second dispose.")]
internal sealed partial class EmbeddedRuntime : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan s_firstFaultDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestFaultDelay = TimeSpan.FromMinutes(1);

    private readonly ICheckpointStore _store;
    private readonly DurableFunctionRegistry _functions;
    private readonly ExecutionServices _services;
    private readonly EmbeddedHostOptions _options;
    private readonly ILogger<EmbeddedRuntime> _logger;
    private readonly ActivationTable _table = new();
    private readonly ConcurrentDictionary<ExecutionId, int> _faults = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WakeUpSweeper _sweeper;
    private readonly RetentionSweeper _retention;
    private Task _recovery = Task.CompletedTask;

    public EmbeddedRuntime(
        ICheckpointStore store,
        DurableFunctionRegistry functions,
        ExecutionServices services,
        IOptions<EmbeddedHostOptions> options,
        ILogger<EmbeddedRuntime> logger)
    {
        _store = store;
        _functions = functions;
        _services = services;
        _options = options.Value;
        _options.Validate();
        services.Options.Validate();
        _logger = logger;
        Gate = new AdmissionGate(_options.MaxRunningExecutions);
        _sweeper = new WakeUpSweeper(store, services.TimeProvider, TryActivateAsync, logger, _stopping.Token);
        _retention = new RetentionSweeper(store, services.TimeProvider, _options.RetentionSweepInterval, logger, _stopping.Token);
    }

    public AdmissionGate Gate { get; }

    public CompletionSignals Completions { get; } = new();

    /// <summary>How many executions are in memory.</summary>
    public int ActiveCount => _table.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Serving begins at once; what the last process left behind is taken up meanwhile.
        _recovery = Task.Run(RecoverAsync, CancellationToken.None);
        _sweeper.Start();
        _retention.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _sweeper.StopAsync();
        await _retention.WhenStoppedAsync();
        await _recovery;
        await DrainAsync(cancellationToken);
    }

    // The container may dispose what it knows under two service types twice.
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sweeper.StopAsync();
        await _retention.WhenStoppedAsync();
    }

    /// <summary>Starts an execution, or finds the one that is there.</summary>
    /// <returns>Null when it was started; otherwise the existing head, with its input.</returns>
    public async Task<ExecutionHead?> StartExecutionAsync(ExecutionHead head, object? input, DurableFunctionDefinition function, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        while (true)
        {
            var (slot, isMine) = _table.Take(head.Id);
            if (isMine)
            {
                return await CreateAsync(slot, head, input, function, cancellationToken);
            }

            if (await slot.Activation.WaitAsync(cancellationToken) is not null
                && await _store.ReadHeadAsync(head.Id, includeData: true, cancellationToken) is { } existing)
            {
                return existing;
            }

            // It left memory in between: look again.
            await Task.Yield();
        }
    }

    /// <summary>The activation of an execution, made from the store if need be; null when the execution has ended.</summary>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    public async Task<Activation?> ActivateAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        while (true)
        {
            var (slot, isMine) = _table.Take(id);
            if (isMine)
            {
                return await LoadAsync(slot, cancellationToken);
            }

            if (await slot.Activation.WaitAsync(cancellationToken) is { } activation)
            {
                return activation;
            }

            var head = await _store.ReadHeadAsync(id, includeData: false, cancellationToken) ?? throw new ExecutionNotFoundException(id);
            if (head.Status != ExecutionStatus.Running)
            {
                return null;
            }
        }
    }

    /// <summary>Whether the execution is in memory, now that whoever is about to bring it there has done so.</summary>
    public async Task<bool> IsActiveAsync(ExecutionId id, CancellationToken cancellationToken) =>
        _table.Find(id) is { } slot && await slot.Activation.WaitAsync(cancellationToken) is not null;

    public void OnClosed(Activation activation, ExecutionHead head)
    {
        _faults.TryRemove(head.Id, out _);
        Forget(activation);
        Completions.Announce(head);
    }

    public void OnReleased(Activation activation, WakeUp wakeUp)
    {
        _faults.TryRemove(activation.Id, out _);
        Forget(activation);
        if (wakeUp.Kind == WakeUpKind.Timer)
        {
            _sweeper.WakeNoLaterThan(wakeUp.At);
        }
    }

    public void OnFaulted(Activation activation)
    {
        Forget(activation);
        _ = ReactivateAsync(activation.Id);
    }

    private async Task<ExecutionHead?> CreateAsync(
        ActivationTable.Slot slot, ExecutionHead head, object? input, DurableFunctionDefinition function, CancellationToken cancellationToken)
    {
        try
        {
            if (!await Gate.EnterAsync(_options.StartTimeout, _services.TimeProvider, cancellationToken))
            {
                throw new DurableOverloadedException(
                    $"{_options.MaxRunningExecutions} executions are running and none made room within {_options.StartTimeout}. Nothing was started; "
                    + $"try again later, or raise {nameof(EmbeddedHostOptions)}.{nameof(EmbeddedHostOptions.MaxRunningExecutions)}.");
            }

        }
        catch
        {
            _table.Free(slot);
            throw;
        }

        // From here on the caller can give up waiting, but not undo the start.
        return await CreateAdmittedAsync(slot, head, input, function).WaitAsync(cancellationToken);
    }

    private async Task<ExecutionHead?> CreateAdmittedAsync(
        ActivationTable.Slot slot, ExecutionHead head, object? input, DurableFunctionDefinition function)
    {
        try
        {
            if (await _services.Committer.CreateAsync(head, LogStartRetried, _stopping.Token) is { } existing)
            {
                Gate.Exit();
                _table.Free(slot);
                return existing;
            }
        }
        catch
        {
            Gate.Exit();
            _table.Free(slot);
            throw;
        }

        var activation = new Activation(this, _services, function, head, slot, _options.StepScheduler);
        slot.Set(activation);
        _ = activation.PostAsync(execution => execution.Start(input));
        return null;
    }

    private async Task<Activation?> LoadAsync(ActivationTable.Slot slot, CancellationToken cancellationToken)
    {
        var entered = false;
        try
        {
            var stored = await _store.LoadAsync(slot.Id, cancellationToken) ?? throw new ExecutionNotFoundException(slot.Id);
            if (stored.Head.Status != ExecutionStatus.Running)
            {
                _table.Free(slot);
                return null;
            }

            var function = _functions.Get(slot.Id.FunctionName);
            await Gate.EnterAsync(Timeout.InfiniteTimeSpan, _services.TimeProvider, cancellationToken);
            entered = true;
            var activation = new Activation(this, _services, function, stored.Head, slot, _options.StepScheduler);
            await activation.PostAsync(execution => execution.Resume(stored));
            slot.Set(activation);
            return activation;
        }
        catch
        {
            if (entered)
            {
                Gate.Exit();
            }

            _table.Free(slot);
            throw;
        }
    }

    private async Task RecoverAsync()
    {
        try
        {
            var orphans = await _store.ReadDueAsync(
                new DueQuery { Kind = WakeUpKind.Lease, Until = DateTimeOffset.MaxValue, Limit = int.MaxValue }, _stopping.Token);
            if (orphans.Count > 0)
            {
                LogRecovering(orphans.Count);
            }

            foreach (var orphan in orphans)
            {
                await TryActivateAsync(orphan.Id);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogRecoveryFailed(exception);
        }
    }

    private async Task TryActivateAsync(ExecutionId id)
    {
        if (_table.Find(id) is not null)
        {
            return;
        }

        try
        {
            await ActivateAsync(id, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogActivationFailed(exception, id);
        }
    }

    private async Task ReactivateAsync(ExecutionId id)
    {
        var faults = _faults.AddOrUpdate(id, 1, static (_, count) => count + 1);
        var delay = TimeSpan.FromTicks((long)Math.Min(s_firstFaultDelay.Ticks * Math.Pow(2, faults - 1), s_longestFaultDelay.Ticks));
        try
        {
            await Task.Delay(delay, _services.TimeProvider, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await TryActivateAsync(id);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var slots = _table.Slots;
        var activations = new List<Activation>(slots.Count);
        foreach (var slot in slots)
        {
            if (slot.Activation is { IsCompletedSuccessfully: true } ready && await ready is { } activation)
            {
                activations.Add(activation);
                _ = activation.PostAsync(static execution => execution.Drain());
            }
        }

        try
        {
            await Task.WhenAll(activations.Select(static activation => activation.Gone))
                .WaitAsync(_options.DrainTimeout, _services.TimeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogDrainIncomplete(activations.Count(static activation => !activation.Gone.IsCompleted));
            foreach (var activation in activations)
            {
                _ = activation.PostAsync(static execution => execution.Abandon());
            }
        }
    }

    private void Forget(Activation activation) => _table.Free(activation.Slot);

    private void LogStartRetried(Exception exception, int attempt) => LogStartRetried(exception, attempt, _store.GetType().Name);

    private void ThrowIfStopping()
    {
        if (_stopping.IsCancellationRequested)
        {
            throw new DurableOverloadedException("The host is shutting down; nothing was started. Try again when it is back.");
        }
    }
}
