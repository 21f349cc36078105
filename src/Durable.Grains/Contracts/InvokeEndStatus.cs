namespace Durable.Grains.Contracts;

/// <summary>What became of the end of an invoked execution.</summary>
[GenerateSerializer, Alias("durable.invoke-end-status")]
internal enum InvokeEndStatus
{
    /// <summary>It is durable with the invoker, or nobody waits for it any more.</summary>
    Taken,

    /// <summary>The invoker is about to leave this silo: ask again.</summary>
    Retry,

    /// <summary>The invoker is parked: tell it later.</summary>
    Parked,
}
