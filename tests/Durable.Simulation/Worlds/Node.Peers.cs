using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Simulation.Worlds;

/// <content>How its executions reach others.</content>
internal sealed partial class Node : IExecutionPeers
{
    private const int MaxAttempts = 5;

    Task<InvokedStartAnswer> IExecutionPeers.StartAsync(InvokedStart start, CancellationToken cancellationToken) =>
        _world.Cluster.AskAsync(start.Options.ExecutionId, node => node.StartInvokedAsync(start));

    async Task<bool> IExecutionPeers.NotifyCompletedAsync(ExecutionInvoker invoker, InvokeOutcome end, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                if (await _world.Cluster.AskAsync(invoker.ExecutionId, node => node.TakeEndAsync(invoker, end)))
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
            {
                return false;
            }

            await Task.Delay(s_pause, _world.Clock, cancellationToken);
        }

        return false;
    }

    Task IExecutionPeers.StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken) =>
        _world.Cluster.AskAsync(executionId, node => node.StopAsync(executionId, error));

    private Task<InvokedStartAnswer> StartInvokedAsync(InvokedStart start) => UseAsync(start.Options.ExecutionId, async resident =>
    {
        try
        {
            return InvokedStartAnswer.Started((await resident.StartAsync(ExecutionStart.ByInvoke(start), CancellationToken.None)).Head);
        }
        catch (ExecutionAlreadyStartedException exception)
        {
            return InvokedStartAnswer.Refused(ErrorObjects.WithoutFrames(ErrorObjects.From(exception)));
        }
    });

    private Task<bool> TakeEndAsync(ExecutionInvoker invoker, InvokeOutcome end) =>
        UseAsync(invoker.ExecutionId, resident => resident.TakeInvokeEndAsync(invoker.RunId, invoker.OperationId, end));
}
