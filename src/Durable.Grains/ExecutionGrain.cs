using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Engine.Callbacks;
using Durable.Core.Engine.Invokes;
using Durable.Core.Functions;
using Durable.Core.Log;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace Durable.Grains;

/// <summary>
/// The shell around one <see cref="Execution"/>: calls come in, the execution runs as background tasks on the grain's scheduler.
/// </summary>
[Immovable]
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer and nothing to release.")]
internal sealed partial class ExecutionGrain(
    DurableFunctionRegistry functions,
    ExecutionServices services,
    ExecutionLoader loader,
    ExecutionQueries queries,
    IGrainFactory grains,
    GrainPeers peers,
    GrainLaneStarter lanes,
    SiloExecutions silo,
    IOptions<DurableGrainsOptions> options,
    [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider messagingTime,
    ILogger<ExecutionGrain> logger)
    : Grain, IExecutionGrain, IInvokedExecutionGrain
{
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _releasePolls = new();
    private TaskCompletionSource<ExecutionHead> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _siloLeaving;
    private GrainExecutionHost? _running;
    private Task<GrainExecutionHost?>? _loading;
    private ExecutionHead? _closed;
    private ExecutionId _id;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _id = ExecutionId.TryParse(key, out var id)
            ? id
            : throw new InvalidOperationException($"'{key}' is not the key of an execution: it must be function/name.");

        // A pending call blocks deactivation, so polls must end on an earlier signal than the deactivation itself.
        _siloLeaving = silo.Leaving.UnsafeRegister(
            static polls => ((CancellationTokenSource)polls!).Cancel(), _releasePolls);
        return Task.CompletedTask;
    }

    public async Task<StartReply> StartAsync(StartRequest request)
    {
        if (silo.IsFull && _running is null && (request.IsNew || (await ReadAsync(includeData: false, CancellationToken.None)).Head is null))
        {
            // Another try may find a silo that has room.
            DeactivateOnIdle();
            return new StartReply(
                StartStatus.Overloaded,
                Invariant($"{options.Value.MaxRunningExecutions} executions are running on this silo. Nothing was started; try again later, add silos, or raise ")
                + $"{nameof(DurableGrainsOptions)}.{nameof(DurableGrainsOptions.MaxRunningExecutions)}.");
        }

        var labels = new StartOptions { BusinessKey = request.BusinessKey, Tags = request.Tags ?? ReadOnlyDictionary<string, string>.Empty };
        return await StartAsync(ExecutionStart.ByClient(_id, request.Input, labels), labels.FindProblem());
    }

    public async Task<EndReply> WaitForEndAsync(TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        // Taken before the store is read: an end that comes in between completes it.
        var ended = _ended.Task;
        if (_running is null)
        {
            var head = _closed is { } closed && !(closed.ExpiresAt <= services.TimeProvider.GetUtcNow())
                ? closed
                : (await ReadAsync(includeData: true, cancellationToken)).Head;
            if (head is null)
            {
                return new EndReply(EndStatus.NotFound);
            }

            if (head.Status != ExecutionStatus.Running)
            {
                return Ended(head);
            }
        }

        using var released = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _releasePolls.Token);
        try
        {
            return Ended(await ended.WaitAsync(maxWait < s_longestPoll ? maxWait : s_longestPoll, messagingTime, released.Token));
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return new EndReply(EndStatus.Running);
        }
    }

    public async Task<ExecutionDescription?> DescribeAsync(bool includeData)
    {
        try
        {
            return await queries.DescribeAsync(_id, includeData, CancellationToken.None);
        }
        catch (ExecutionNotFoundException)
        {
            return null;
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    public async Task<HistoryPage?> GetHistoryAsync(HistoryQuery query)
    {
        try
        {
            return await queries.GetHistoryAsync(_id, query, CancellationToken.None);
        }
        catch (ExecutionNotFoundException)
        {
            return null;
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    public async Task<DateTimeOffset?> StopAsync(ErrorObject? error)
    {
        try
        {
            return await StopInMemoryOrStoreAsync(error);
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    public async Task<ResumeReply> ResumeAsync()
    {
        if (await services.Parking.UnparkAsync(_id, isByHand: true, CancellationToken.None) is null)
        {
            return new ResumeReply(await services.Store.ReadHeadAsync(_id, includeData: false) is null ? ResumeStatus.NotFound : ResumeStatus.NotParked);
        }

        try
        {
            await ActivateFromStoreAsync();
            return new ResumeReply(ResumeStatus.NotParked);
        }
        catch (ExecutionParkedException exception)
        {
            return new ResumeReply(ResumeStatus.Parked, exception.Reason);
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    public async Task<CallbackReply> AnswerCallbackAsync(CallbackRequest request)
    {
        if (request.Payload is { } payload && !Payloads.Fits(payload, DurableLimits.MaxOperationPayloadBytes))
        {
            return new CallbackReply(CallbackStatus.TooLarge);
        }

        if (silo.IsDraining && _running is null)
        {
            DeactivateOnIdle();
            return new CallbackReply(CallbackStatus.AskAgain);
        }

        var call = CallbackCalls.Of(request);
        try
        {
            return CallbackCalls.Reply(await AskAsync(
                execution => execution.AnswerAsync(call),
                async () => await services.Store.LoadAsync(_id) is { } ended ? CallbackRules.AfterEnd(ended, call) : CallbackOutcome.Unknown,
                isQuiet: call.Action == CallbackAction.Heartbeat));
        }
        catch (ExecutionParkedException exception)
        {
            return new CallbackReply(CallbackStatus.Parked, exception.Reason);
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    public async Task WakeAsync()
    {
        if (silo.IsDraining && _running is null)
        {
            // The next try may find it on a silo that stays.
            DeactivateOnIdle();
            return;
        }

        try
        {
            if (await ActivateFromStoreAsync() is null)
            {
                SettleFromStore();
            }
        }
        catch (ExecutionParkedException)
        {
            // Its reason is in the store and in the log.
            DeactivateOnIdle();
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _siloLeaving.DisposeAsync();
        await _releasePolls.CancelAsync();
        GrainExecutionHost? left = null;
        while (_running is { } running && running != left)
        {
            // Elsewhere it goes on at once; what is not recorded by then runs again there. Its next run may take its place meanwhile.
            left = running;
            running.Execution.Drain();
            await running.Gone.WaitAsync(cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            running.Execution.Abandon();
            silo.Remove(running);
        }
    }

    /// <summary>The execution has ended; whoever waits is told.</summary>
    internal void OnClosed(EndedExecution ended)
    {
        Forget();
        OnEnded(ended.Head);
        if (ended.IsUnsettled)
        {
            Settle(() => services.Settlement.SettleAsync(ended, peers, CancellationToken.None));
        }
        else
        {
            silo.ReleaseSoon(this);
        }
    }

    /// <summary>The execution has continued as new: its next run begins here, unless it was handed over.</summary>
    internal void OnContinued(NextRun next, ExecutionHead head)
    {
        if (head.WakeUp is { Kind: WakeUpKind.Timer } handedOver)
        {
            Forget();
            Leave(handedOver.At);
            return;
        }

        silo.Remove(_running!);
        _ = Activate(next.Function, head).PostAsync(next.Begin);
    }

    /// <summary>The execution has suspended, or goes on after that.</summary>
    internal void OnSuspendedChanged(bool isSuspended) => silo.OnSuspendedChanged(isSuspended);

    /// <summary>The execution has left memory, to be woken later.</summary>
    internal void OnReleased(WakeUp wakeUp)
    {
        Forget();
        Leave(wakeUp.At);
    }

    /// <summary>Nothing in memory can be trusted: a new activation starts from the store.</summary>
    internal void OnFaulted(ExecutionHead head, Exception exception)
    {
        Forget();
        _releasePolls.Cancel();
        DeactivateOnIdle();

        // Where another activation was ahead, the directory knows which of both goes on. Anything else may last: the lease sets the pace.
        if (exception is StaleActivationException)
        {
            grains.GetGrain<IExecutionGrain>(this.GetPrimaryKeyString()).WakeAsync().Ignore();
        }
        else if (ExecutionParking.MayPark(exception))
        {
            services.Parking.TryParkAsync(head, exception, CancellationToken.None).Ignore();
        }
    }

    private async Task<(ExecutionHead? Head, bool HasData)> ReadAsync(bool includeData, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Store.ReadReadableAsync(_id, includeData, cancellationToken);
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }

    private async Task<StartReply> StartAsync(ExecutionStart start, string? problem = null)
    {
        if (!functions.TryGet(_id.FunctionName, out var function))
        {
            return new StartReply(StartStatus.UnknownFunction, new FunctionNotFoundException(_id.FunctionName, functions.Names).Message);
        }

        if (problem is not null)
        {
            return new StartReply(StartStatus.InvalidInput, problem);
        }

        object? input;
        try
        {
            input = start.ReadInput(function);
        }
        catch (PayloadSerializationException exception)
        {
            return new StartReply(StartStatus.InvalidInput, exception.Message);
        }

        // On a silo that is about to stop it is only recorded, free for another to take up at once.
        var isElsewhere = silo.IsDraining;
        var now = services.TimeProvider.GetUtcNow();
        var head = start.ToHead(function, now, isElsewhere ? TimeSpan.Zero : options.Value.LeaseDuration);
        ExecutionHead? existing;
        try
        {
            using var place = silo.TakePlace();
            existing = await services.Committer.CreateAsync(head, LogStartRetried, CancellationToken.None);
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }

        if (existing is not null)
        {
            if (!start.IsSameAs(existing, function))
            {
                return new StartReply(StartStatus.Conflict, new ExecutionAlreadyStartedException(_id).Message);
            }

            if (_running is null && existing.WakeUp is { Kind: WakeUpKind.Lease })
            {
                // Whoever had it is gone. It is asked for here now, so there is no need to wait for the lease.
                WakeAsync().Ignore();
            }

            return new StartReply(StartStatus.Existing, Version: InvokedStartAnswer.Started(existing).Version);
        }

        if (isElsewhere)
        {
            Leave(now);
        }
        else if (_running is null)
        {
            _ = Activate(function, head).PostAsync(execution => execution.Start(input));
        }

        return new StartReply(StartStatus.Started, Version: head.FunctionVersion);
    }

    private void OnEnded(ExecutionHead head)
    {
        _closed = head;
        _ended.TrySetResult(head);
    }

    private void Leave(DateTimeOffset wakeAt)
    {
        grains.GetGrain<IWakeUpGrain>(WakeUpShards.Of(_id)).WakeNoLaterThanAsync(wakeAt).Ignore();
        _releasePolls.Cancel();
        DeactivateOnIdle();
    }

    private async Task<DateTimeOffset?> StopInMemoryOrStoreAsync(ErrorObject? error)
    {
        while (true)
        {
            try
            {
                if (await ActivateFromStoreAsync() is not { } running)
                {
                    return (await services.Store.ReadHeadAsync(_id, includeData: false))?.EndedAt;
                }

                var ended = _ended.Task;
                running.Execution.Stop(error);
                return (await ended).EndedAt;
            }
            catch (ExecutionParkedException)
            {
                if (await services.Parking.StopAsync(_id, error, CancellationToken.None) is { } stopped)
                {
                    OnEnded(stopped);
                    SettleFromStore();
                    return stopped.EndedAt;
                }

                // Somebody has resumed it meanwhile.
            }
        }
    }

    // Something that is asked of the execution in one of its turns, in memory or out of the store.
    private async Task<T> AskAsync<T>(Func<Execution, Task<T>> ask, Func<Task<T>> whenEnded, bool isQuiet)
    {
        Task<T>? answer = null;
        if (await ActivateFromStoreAsync(Resume) is not { } running)
        {
            return await whenEnded();
        }

        answer ??= ask(running.Execution);
        return await answer;

        // In the same turn, so that the execution cannot come to rest in between.
        void Resume(Execution execution, StoredExecution stored)
        {
            execution.Resume(stored, isQuiet);
            answer = ask(execution);
        }
    }

    private Task<GrainExecutionHost?> ActivateFromStoreAsync() => ActivateFromStoreAsync(static (execution, stored) => execution.Resume(stored));

    // Calls for callbacks interleave with others, so more than one may find that nothing is in memory.
    private async Task<GrainExecutionHost?> ActivateFromStoreAsync(Action<Execution, StoredExecution> resume)
    {
        if (_loading is null && _running is not null)
        {
            return _running;
        }

        var loading = _loading ??= LoadAsync(resume);
        try
        {
            return await loading;
        }
        finally
        {
            if (_loading == loading)
            {
                _loading = null;
            }
        }
    }

    private async Task<GrainExecutionHost?> LoadAsync(Action<Execution, StoredExecution> resume)
    {
        if (await loader.LoadAsync(_id, CancellationToken.None) is not { } loaded)
        {
            return null;
        }

        if (_running is not null)
        {
            // Started meanwhile, under a name that was used before.
            return _running;
        }

        var activation = Activate(loaded.Function, loaded.Stored.Head);
        try
        {
            await activation.PostAsync(execution => resume(execution, loaded.Stored));
            return activation;
        }
        catch (Exception exception)
        {
            activation.Execution.Abandon();
            Forget();
            if (ExecutionParking.MayPark(exception))
            {
                await loader.ParkAsync(loaded.Stored.Head, exception, CancellationToken.None);
            }

            throw;
        }
    }

    private GrainExecutionHost Activate(DurableFunctionDefinition function, ExecutionHead head)
    {
        // Background tasks do not keep a grain in memory.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        if (_closed is not null)
        {
            // Its retention is over, and the name has been used again.
            _closed = null;
            _ended = new TaskCompletionSource<ExecutionHead>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _running = new GrainExecutionHost(this, peers, lanes, services, function, head, options.Value);
        silo.Add(_running);
        return _running;
    }

    private void Forget()
    {
        if (_running is not null)
        {
            silo.Remove(_running);
            _running = null;
        }

        DelayDeactivation(TimeSpan.Zero);
    }

    private static EndReply Ended(ExecutionHead head) => new(EndStatus.Ended, ExecutionQueries.Describe(head, includeData: true));

    private void LogStartRetried(Exception exception, int attempt) => LogStartRetried(logger, exception, _id, attempt);

    [LoggerMessage(EventIds.GrainStartRetried, LogLevel.Warning, "The start of execution {ExecutionId} failed (attempt {Attempt}); it is tried again.")]
    private static partial void LogStartRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);
}
