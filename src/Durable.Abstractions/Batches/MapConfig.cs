namespace Durable;

/// <summary>How <c>MapAsync</c> runs its items.</summary>
/// <typeparam name="TItem">Type of the items.</typeparam>
public sealed record MapConfig<TItem> : BatchConfig
{
    /// <summary>Names an item's branch from the item and its index. Default: the index. Names are checked on replay; 1 to 256 printable ASCII characters.</summary>
    public Func<TItem, int, string>? ItemNamer { get; init; }
}
