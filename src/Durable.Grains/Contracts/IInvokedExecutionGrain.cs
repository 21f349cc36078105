using Orleans.Concurrency;

namespace Durable.Grains.Contracts;

/// <summary>What executions ask of each other's grains. Every call may simply be made again.</summary>
[Alias("durable.invoked-execution")]
internal interface IInvokedExecutionGrain : IGrainWithStringKey
{
    /// <summary>Starts an execution that another one has invoked, or finds it. When it returns <see cref="StartStatus.Started"/>, that is durable.</summary>
    /// <param name="request">What is invoked, and by whom.</param>
    [Alias("start")]
    Task<StartReply> StartInvokedAsync(InvokedStartRequest request);

    /// <summary>Takes the end of an execution that this one has invoked.</summary>
    /// <param name="request">The end.</param>
    [AlwaysInterleave, Alias("end")]
    Task<InvokeEndStatus> TakeInvokeEndAsync(InvokeEndRequest request);
}
