using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Hosting;

/// <summary>How an execution reaches others, wherever they are. Every call may be made again, by anybody, and is then as if made once.</summary>
internal interface IExecutionPeers
{
    /// <summary>Starts an invoked execution. When this completes, it exists, durably.</summary>
    /// <returns>The version that it runs, or why it can never be started.</returns>
    Task<InvokedStartAnswer> StartAsync(InvokedStart start, CancellationToken cancellationToken);

    /// <summary>Tells the invoker how the execution that it waits for has ended.</summary>
    /// <returns>True when that is durable there, or nobody waits for it any more; false when it must be told later.</returns>
    Task<bool> NotifyCompletedAsync(ExecutionInvoker invoker, InvokeOutcome end, CancellationToken cancellationToken);

    /// <summary>Stops an execution, unless it has ended or was never started.</summary>
    Task StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken);
}
