namespace Durable.Grains.Contracts;

/// <summary>Counts the executions that are stuck, once for the whole cluster. The key is 0.</summary>
[Alias("durable.stuck-count")]
internal interface IStuckCountGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that somebody does.</summary>
    [Alias("ensure")]
    Task EnsureAsync();
}
