namespace Durable.Model;

/// <summary>What only a context has.</summary>
/// <param name="ReplayChildren">Whether its result is only a summary and its body is run again on replay.</param>
internal sealed record ContextDetails(bool ReplayChildren)
{
    /// <summary>The result is a summary.</summary>
    public static ContextDetails Replayed { get; } = new(ReplayChildren: true);

    /// <summary>The result is the result.</summary>
    public static ContextDetails Recorded { get; } = new(ReplayChildren: false);
}
