namespace Durable;

/// <summary>What map and parallel have in common.</summary>
public abstract record BatchConfig
{
    private protected BatchConfig()
    {
    }

    /// <summary>Most branches under way at once; a suspended branch keeps its place. Default: no limit; otherwise at least 1.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>When the batch is done. Default: <see cref="CompletionConfig.AllSuccessful"/>.</summary>
    public CompletionConfig CompletionConfig { get; init; } = CompletionConfig.AllSuccessful();

    /// <summary>Whether every branch is a recorded context. Default: <see cref="NestingType.Nested"/>.</summary>
    public NestingType NestingType { get; init; } = NestingType.Nested;

    /// <summary>Serializer of one branch's result. Default: the function's.</summary>
    public IPayloadSerializer? ItemSerializer { get; init; }
}
