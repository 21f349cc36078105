using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Hosting;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <content>What becomes of activations.</content>
internal sealed partial class Node : IEngineOwner
{
    IExecutionPeers IEngineOwner.Peers => this;

    void IEngineOwner.OnClosed(EngineActivation activation, EndedExecution ended)
    {
        Forget(activation);
        if (ended.IsUnsettled)
        {
            Post(() => SettleAsync(ended));
        }
    }

    void IEngineOwner.OnContinued(EngineActivation activation, NextRun next, ExecutionHead head)
    {
        if (head.WakeUp is { Kind: WakeUpKind.Timer } handedOver)
        {
            Forget(activation);
            WakeNoLaterThan(handedOver.At);
            return;
        }

        _running.Remove(head.Id);
        _ = Activate(next.Function, head).PostAsync(next.Begin);
    }

    void IEngineOwner.OnReleased(EngineActivation activation)
    {
        Forget(activation);
        foreach (var node in _world.Nodes)
        {
            node.WakeNoLaterThan(activation.WakeUp.At);
        }
    }

    void IEngineOwner.OnFaulted(EngineActivation activation, ExecutionHead head)
    {
        var id = activation.Execution.Id;
        var fault = activation.Fault!;
        Forget(activation);
        _world.Verdict.Require(
            fault is StaleActivationException or CheckpointStoreException or TimeoutException,
            $"An activation of {id} gave itself up for a reason of its own: {fault}");
        Post(async () =>
        {
            if (ExecutionParking.MayPark(fault) && await _services.Parking.TryParkAsync(head, fault, CancellationToken.None))
            {
                return;
            }

            // On a cluster the lease sets the pace, unless another activation was ahead.
            if (!HasLeases)
            {
                await Task.Delay(s_pause, _world.Clock);
                await _world.Cluster.AskAsync(id, node => node.WakeAsync(id));
            }
            else if (fault is StaleActivationException)
            {
                await _world.Cluster.AskAsync(id, node => node.WakeAsync(id));
            }
        });
    }

    private void Forget(EngineActivation activation)
    {
        var id = activation.Execution.Id;
        if (_running.GetValueOrDefault(id) == activation)
        {
            _running.Remove(id);
            _world.Cluster.Forget(id, this);
        }
    }

    private Task SettleAsync(EndedExecution ended) =>
        SettleAsync(ended.Head.Id, () => _services.Settlement.SettleAsync(ended, this, CancellationToken.None));

    private Task SettleAsync(ExecutionId id) => SettleAsync(id, () => _services.Settlement.SettleAsync(id, this, CancellationToken.None));

    private async Task SettleAsync(ExecutionId id, Func<Task<bool>> settle)
    {
        try
        {
            if (await settle())
            {
                return;
            }
        }
        catch (CheckpointStoreException)
        {
            // Tried again.
        }

        // On a cluster the wake-up of its head does that.
        if (!HasLeases)
        {
            await Task.Delay(s_pause, _world.Clock);
            await SettleAsync(id);
        }
    }
}
