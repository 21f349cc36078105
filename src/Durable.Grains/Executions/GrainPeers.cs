using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Grains.Contracts;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Grains.Executions;

/// <summary>How executions of a cluster reach each other: by their grains.</summary>
internal sealed class GrainPeers(
    IGrainFactory grains, [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider timeProvider) : IExecutionPeers
{
    // An execution that leaves a silo is elsewhere in a moment; one that is not is told later.
    private const int MaxAttempts = 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterCalls _calls = new(timeProvider);
    private readonly GrainReferences<IInvokedExecutionGrain> _invoked = new(grains);
    private readonly GrainReferences<IExecutionGrain> _executions = new(grains);

    public async Task<InvokedStartAnswer> StartAsync(InvokedStart start, CancellationToken cancellationToken)
    {
        var id = start.Options.ExecutionId;
        var request = InvokedStartRequest.Of(start);
        var grain = _invoked.Get(id.ToString());
        var reply = await _calls.RunAsync(() => grain.StartInvokedAsync(request), cancellationToken);
        return reply.Status switch
        {
            StartStatus.UnknownFunction => Refused(new FunctionNotFoundException(id.FunctionName, reply.Message!)),
            StartStatus.InvalidInput => Refused(new PayloadSerializationException(reply.Message!)),
            StartStatus.Conflict => Refused(new ExecutionAlreadyStartedException(id)),
            _ => new InvokedStartAnswer(reply.Version),
        };

        static InvokedStartAnswer Refused(Exception refusal) => InvokedStartAnswer.Refused(ErrorObject.FromException(refusal));
    }

    public async Task<bool> NotifyCompletedAsync(ExecutionInvoker invoker, InvokeOutcome end, CancellationToken cancellationToken)
    {
        var request = InvokeEndRequest.Of(invoker, end);
        var grain = _invoked.Get(invoker.ExecutionId.ToString());
        for (var attempt = 1; ; attempt++)
        {
            var status = await _calls.RunAsync(() => grain.TakeInvokeEndAsync(request), cancellationToken);
            if (status != InvokeEndStatus.Retry || attempt == MaxAttempts)
            {
                return status == InvokeEndStatus.Taken;
            }

            await Task.Delay(s_pause, timeProvider, cancellationToken);
        }
    }

    public async Task StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken)
    {
        var grain = _executions.Get(executionId.ToString());
        await _calls.RunAsync(() => grain.StopAsync(error), cancellationToken);
    }
}
