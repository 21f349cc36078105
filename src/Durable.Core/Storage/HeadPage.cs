namespace Durable.Storage;

/// <summary>One page of heads without data.</summary>
/// <param name="Heads">The heads.</param>
/// <param name="NextMarker">Where the next page starts; null on the last.</param>
public sealed record HeadPage(IReadOnlyList<ExecutionHead> Heads, string? NextMarker)
{
    /// <summary>What each of <see cref="Heads"/> has cost, in their order; null where the store does not count.</summary>
    public IReadOnlyList<StorageUsage>? Usages { get; init; }
}
