namespace Durable;

/// <summary>How <c>ParallelAsync</c> runs its branches.</summary>
public sealed record ParallelConfig : BatchConfig;
