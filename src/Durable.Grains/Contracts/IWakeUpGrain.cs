using Orleans.Concurrency;

namespace Durable.Grains.Contracts;

/// <summary>Looks after one shard of the wake-up index. The key is the shard's number.</summary>
[Alias("durable.wake-up")]
internal interface IWakeUpGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that the shard is looked after.</summary>
    [Alias("ensure")]
    Task EnsureAsync();

    /// <summary>An execution of the shard hibernates until then.</summary>
    [OneWay, AlwaysInterleave, Alias("wake-no-later-than")]
    Task WakeNoLaterThanAsync(DateTimeOffset time);
}
