namespace Durable.Grains.Contracts;

/// <summary>Deletes expired executions, once for the whole cluster. The key is 0.</summary>
[Alias("durable.retention")]
internal interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that somebody does.</summary>
    [Alias("ensure")]
    Task EnsureAsync();
}
