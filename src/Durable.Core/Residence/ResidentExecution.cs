using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>
/// One execution id on one host: brings the execution into memory, at most once at a time, does what is asked of it, and sees to what is to be
/// done when it leaves. Everything here happens in turns of <see cref="IResidence.TurnScheduler"/>, which are those of the execution.
/// </summary>
/// <remarks>
/// Parts: this file has what is asked from outside; <c>ResidentExecution.Arrivals.cs</c> how the execution comes into memory;
/// <c>ResidentExecution.Departures.cs</c> how it leaves; <c>ResidentExecution.Watching.cs</c> who is told of its commits.
/// </remarks>
internal sealed partial class ResidentExecution(
    ExecutionId id,
    IResidence residence,
    ExecutionServices services,
    ExecutionLoader loader,
    ExecutionParking parking,
    ExecutionSettlement settlement,
    CallbackCheck callbacks)
{
    private TaskCompletionSource<ExecutionHead>? _end;
    private volatile Activation? _current;

    public ExecutionId Id => id;

    /// <summary>The execution in memory; null when it is not. Any thread may look.</summary>
    public Activation? Current => _current;

    /// <summary>The execution's last head, if it has ended and this host knows, and none of the same name has begun here since.</summary>
    public ExecutionHead? Ended { get; private set; }

    /// <summary>Completes when the execution ends in this host's memory, or is found to have ended.</summary>
    public Task<ExecutionHead> WhenEnded => (_end ??= new TaskCompletionSource<ExecutionHead>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    // A host that leaves does for others what is in its memory, and nothing else.
    private bool TurnsAway => residence.IsClosing && _current is null;

    /// <summary>Starts the execution, or finds it. When this completes, it exists, durably.</summary>
    /// <exception cref="FunctionNotFoundException">No such function.</exception>
    /// <exception cref="PayloadSerializationException">The input is too large, or not what the function takes.</exception>
    /// <exception cref="ExecutionAlreadyStartedException">Another start has taken the name.</exception>
    /// <exception cref="DurableOverloadedException">The host is full; nothing was started.</exception>
    public async Task<StartedExecution> StartAsync(ExecutionStart start, CancellationToken cancellationToken)
    {
        try
        {
            return await StartOrFindAsync(start, cancellationToken);
        }
        catch (DurableOverloadedException)
        {
            services.Telemetry.Metrics.Of(id.FunctionName).Refused();
            throw;
        }
    }

    /// <summary>Sees to it that a running execution runs, and that the end of one that has ended is settled.</summary>
    /// <exception cref="ExecutionParkedException">It is parked.</exception>
    public async Task WakeAsync()
    {
        if (TurnsAway || await ArriveAsync() is not null)
        {
            return;
        }

        if (await ReadAsync() is { Status: not ExecutionStatus.Running } ended)
        {
            // It may have ended by a write of another process that arrived late: nobody here knows yet.
            Announce(ended);
            if (EndedExecution.IsUnsettledHead(ended))
            {
                SettleFromStore();
                return;
            }
        }

        _failures = 0;
    }

    /// <summary>Does what a sender wants of a callback.</summary>
    /// <returns>The outcome, once what it says is durable.</returns>
    /// <exception cref="ExecutionParkedException">The execution is parked.</exception>
    public async Task<CallbackOutcome> AnswerAsync(CallbackRequest request)
    {
        if (!TurnsAway && !IsHereOrComing && !await callbacks.MayHaveAsync(id, request, residence.Stopping))
        {
            return CallbackOutcome.Unknown;
        }

        return TurnsAway ? CallbackOutcome.Retry : await AskAsync(
            execution => execution.AnswerAsync(request),
            async () => await services.Store.LoadAsync(id, residence.Stopping) is { } ended ? CallbackRules.AfterEnd(ended, request) : CallbackOutcome.Unknown,
            isHeartbeatOnly: request.Action == CallbackAction.Heartbeat);
    }

    /// <summary>Takes the end of an execution that this one has invoked.</summary>
    /// <returns>True when it is durable here, or nobody waits for it; false when another activation must be told.</returns>
    /// <exception cref="ExecutionParkedException">The execution is parked: tell it later.</exception>
    public Task<bool> TakeInvokeEndAsync(string runId, string operationId, InvokeOutcome end) => TurnsAway ? Task.FromResult(false) : AskAsync(
        execution => execution.TakeInvokeEndAsync(runId, operationId, end),
        static () => Task.FromResult(true),
        isHeartbeatOnly: false);

    /// <summary>Ends the execution as STOPPED, unless it has ended, whether it runs, sleeps or is parked. When this completes, the end is durable.</summary>
    /// <returns>When it ended; null when there is no such execution.</returns>
    public async Task<DateTimeOffset?> StopAsync(ErrorObject? error)
    {
        while (true)
        {
            try
            {
                if (await ArriveAsync() is not { } activation)
                {
                    var head = await ReadAsync(includeData: false);
                    if (head is not { Status: ExecutionStatus.Running })
                    {
                        return head?.EndedAt;
                    }
                }
                else if (activation.Execution.Stop(error))
                {
                    if (await activation.Gone is { } ended)
                    {
                        return ended.EndedAt;
                    }

                    if (activation.IsFaulted)
                    {
                        // Given up, it has taken the stop with it.
                        await Task.Delay(ExecutionRetry.Backoff.After(failures: 1), services.TimeProvider, residence.Stopping);
                    }
                }
            }
            catch (ExecutionParkedException)
            {
                if (await parking.StopAsync(id, error, residence.Stopping) is { } stopped)
                {
                    OnCommitted(stopped);
                    Announce(stopped);
                    SettleFromStore();
                    return stopped.EndedAt;
                }

                // Somebody has resumed it meanwhile.
            }
            catch (InvocationsLostException)
            {
                // It could not be parked for that: somebody has written since, or the store refuses.
                await Task.Delay(ExecutionRetry.Backoff.After(failures: 1), services.TimeProvider, residence.Stopping);
            }
        }
    }

    /// <summary>Lets a parked execution go on; changes nothing where it is not parked.</summary>
    /// <returns>False when there is no such execution.</returns>
    /// <exception cref="ExecutionParkedException">It cannot go on, and is parked again.</exception>
    public async Task<bool> ResumeAsync()
    {
        if (await parking.UnparkAsync(id, isByHand: true, residence.Stopping) is not { } free)
        {
            return await ReadAsync(includeData: false) is not null;
        }

        OnCommitted(free);

        while (true)
        {
            try
            {
                await ArriveAsync();
                return true;
            }
            catch (ExecutionParkedException)
            {
                // Whoever had begun to load it before that has seen it parked.
                if (_current is null && await ReadAsync(includeData: false) is not { Status: ExecutionStatus.Running, ParkedAt: null })
                {
                    throw;
                }
            }
            catch (Exception exception)
            {
                // It is free, and the caller may not ask again.
                residence.RetryLater(++_failures, exception);
                throw;
            }
        }
    }

    /// <summary>Lets what is in memory leave in good order, each run of it, before the host's memory goes.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        Activation? last = null;
        while (_current is { } activation && activation != last)
        {
            // Elsewhere it goes on at once; what is not recorded by then runs again there. Its next run may take its place meanwhile.
            last = activation;
            activation.Execution.Drain();
            try
            {
                await activation.Gone.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Abandon(activation);
            }
        }
    }

    private async Task<StartedExecution> StartOrFindAsync(ExecutionStart start, CancellationToken cancellationToken)
    {
        var function = services.Functions.Get(id.FunctionName);
        var input = start.ReadInput(function);
        while (true)
        {
            if (_creating is { } creating)
            {
                await creating;
                continue;
            }

            if (_current is not null && await ReadAsync() is { } present)
            {
                return Find(present);
            }

            if (!residence.TryAdmit(start))
            {
                if (!start.IsNew && await ReadAsync() is { } existing)
                {
                    return Find(existing);
                }

                await residence.AdmitAsync(cancellationToken);
            }

            if (_creating is null)
            {
                var (head, isNew) = await CreateAsync(start, function, input);
                return isNew ? new StartedExecution(head, IsNew: true) : Find(head);
            }

            // Another start was quicker while this one waited.
            residence.Leave();
        }

        StartedExecution Find(ExecutionHead head) =>
            start.IsSameAs(head, function) ? new StartedExecution(head, IsNew: false) : throw new ExecutionAlreadyStartedException(id);
    }

    // Something that is asked of the execution in one of its turns, in memory or out of the store.
    private async Task<T> AskAsync<T>(Func<Execution, Task<T>> ask, Func<Task<T>> whenEnded, bool isHeartbeatOnly)
    {
        Task<T>? answer = null;
        if (await ArriveAsync(Resume) is not { } activation)
        {
            return await whenEnded();
        }

        return await (answer ?? ask(activation.Execution));

        // In the same turn, so that the execution cannot come to rest in between.
        void Resume(Execution execution, StoredExecution stored)
        {
            execution.Resume(stored, isHeartbeatOnly);
            answer = ask(execution);
        }
    }

    private Task<ExecutionHead?> ReadAsync(bool includeData = true) => services.Store.ReadHeadAsync(id, includeData, residence.Stopping).AsTask();

    private void Announce(ExecutionHead ended)
    {
        Ended = ended;
        _end?.TrySetResult(ended);
        residence.Announce(ended);
    }
}
