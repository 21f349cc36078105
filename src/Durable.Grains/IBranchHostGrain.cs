using Orleans.Concurrency;

namespace Durable.Grains;

/// <summary>What branches ask of their execution's grain: checkpoint, refresh, park.</summary>
[Alias("durable.branch-host")]
internal interface IBranchHostGrain : IGrainWithStringKey
{
    /// <summary>Takes what a branch has recorded and answers when what it waits for has come.</summary>
    /// <param name="envelope">The message.</param>
    [AlwaysInterleave, ResponseTimeout("1.00:00:00"), Alias("exchange")]
    Task<LaneReplyEnvelope> ExchangeAsync(LaneMessageEnvelope envelope);
}
