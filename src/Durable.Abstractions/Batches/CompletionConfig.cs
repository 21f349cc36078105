namespace Durable;

/// <summary>
/// When a batch stops. With no criterion set, the first failure stops it. With only <see cref="MinSuccessful"/> set, failures are tolerated.
/// </summary>
public sealed record CompletionConfig
{
    /// <summary>The batch is done as soon as so many branches succeeded; at least 1.</summary>
    public int? MinSuccessful { get; init; }

    /// <summary>The batch stops when more branches than this failed; at least 0.</summary>
    public int? ToleratedFailureCount { get; init; }

    /// <summary>A ratio from 0 to 1, whatever its name says: the batch stops when more than this share of all branches failed. 0.25 is a quarter of them.</summary>
    public double? ToleratedFailurePercentage { get; init; }

    /// <summary>Every branch must succeed; the first failure stops the batch.</summary>
    public static CompletionConfig AllSuccessful() => new() { ToleratedFailureCount = 0 };

    /// <summary>Every branch runs to its end, failed or not.</summary>
    public static CompletionConfig AllCompleted() => new() { ToleratedFailureCount = int.MaxValue };

    /// <summary>The first success ends the batch.</summary>
    public static CompletionConfig FirstSuccessful() => new() { MinSuccessful = 1 };
}
