using Durable.Core.Engine;
using Durable.Core.Functions;
using Durable.Storage;

namespace Durable.Core.Residence;

/// <content>How the execution comes into memory: created or loaded, one at a time. Whoever comes second joins the first.</content>
internal sealed partial class ResidentExecution
{
    private Task? _creating;
    private Task<Activation?>? _loading;

    // Nobody looks for what such a host leaves behind before the next one does, and that takes it up as it is.
    private bool IsLeftToNextHost => residence is { IsClosing: true, LeaseDuration: null };

    private bool IsHereOrComing => _current is not null || _loading is not null || _creating is not null;

    /// <summary>Whether the execution is in memory, once whatever is bringing it there has done so.</summary>
    public async Task<bool> IsHereAsync()
    {
        while (true)
        {
            if (_creating is { } creating)
            {
                await creating;
            }
            else if (_loading is { } loading)
            {
                try
                {
                    await loading;
                }
                catch (Exception)
                {
                    // Whoever loads it is told.
                }

                OnLoaded(loading);
            }
            else
            {
                return _current is not null;
            }
        }
    }

    private Task<Activation?> ArriveAsync() => ArriveAsync(static (execution, stored) => execution.Resume(stored));

    // The activation, made from the store if need be; null when there is no such execution, or it has ended.
    private async Task<Activation?> ArriveAsync(Action<Execution, StoredExecution> resume)
    {
        while (true)
        {
            if (_creating is { } creating)
            {
                await creating;
            }
            else if (_loading is { } joined)
            {
                if (await joined is { } activation)
                {
                    return activation;
                }

                // It began to look before this call, and may have missed what has been written since.
                OnLoaded(joined);
            }
            else if (_current is { } current)
            {
                await current.Begun;
                if (_current == current)
                {
                    return current;
                }
            }
            else
            {
                var loading = LoadAsync(resume);
                _loading = loading;
                try
                {
                    return await loading;
                }
                finally
                {
                    OnLoaded(loading);
                }
            }
        }
    }

    private void OnLoaded(Task<Activation?> loading) => _loading = _loading == loading ? null : _loading;

    private async Task<Activation?> LoadAsync(Action<Execution, StoredExecution> resume)
    {
        if (await loader.LoadAsync(id, residence.Stopping) is not { } loaded)
        {
            return null;
        }

        residence.AdmitAnyway();
        var activation = Activate(loaded.Function, loaded.Stored.Head);
        try
        {
            await activation.PostAsync(execution => resume(execution, loaded.Stored));
            return activation;
        }
        catch (Exception exception)
        {
            Abandon(activation);
            if (ExecutionParking.MayPark(exception))
            {
                await loader.ParkAsync(loaded.Stored.Head, exception, residence.Stopping);
            }

            throw;
        }
    }

    // The caller has a place for it.
    private async Task<StartedExecution> CreateAsync(ExecutionStart start, DurableFunctionDefinition function, object? input)
    {
        // A host that is about to stop only records it, free for another one to take up at once.
        var isElsewhere = residence.IsClosing;
        var now = services.TimeProvider.GetUtcNow();
        using var span = services.Telemetry.BeginStart(start);
        var head = start.ToHead(function, now, isElsewhere ? TimeSpan.Zero : residence.LeaseDuration, span?.Stored);
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _creating = created.Task;
        try
        {
            if (await services.Store.CreateAsync(head, residence.Stopping) is { } existing)
            {
                span?.Discard();
                residence.Leave();
                TakeUp(existing);
                return new StartedExecution(existing, IsNew: false);
            }
        }
        catch
        {
            residence.Leave();
            throw;
        }
        finally
        {
            _creating = null;
            created.SetResult();
        }

        span?.Created(head);
        services.Telemetry.Metrics.Of(function.Name, head.TenantId).Started(start.IsInvoke);
        if (isElsewhere || IsLeftToNextHost || _current is not null)
        {
            residence.Leave();
            if (isElsewhere)
            {
                residence.WakeNoLaterThan(now);
            }
        }
        else
        {
            Activate(function, head).Begin(execution => execution.Start(input));
        }

        return new StartedExecution(head, IsNew: true);
    }

    private void TakeUp(ExecutionHead existing)
    {
        if (_current is null && existing is { WakeUp.Kind: WakeUpKind.Lease })
        {
            // Whoever made it never learned that, or is gone, perhaps before it was settled. It is asked for here now, so there is no need to wait
            // for the lease.
            _ = HoldWhileAsync(TakeUpAsync);
        }
    }

    private Activation Activate(DurableFunctionDefinition function, ExecutionHead head)
    {
        if (Ended is not null)
        {
            // Its retention is over, and the name has been used again.
            Ended = null;
            _end = null;
        }

        Hold();
        var activation = new Activation(this, residence, services, function, head);
        _current = activation;
        if (residence.IsClosing)
        {
            activation.Drain();
        }

        return activation;
    }
}
