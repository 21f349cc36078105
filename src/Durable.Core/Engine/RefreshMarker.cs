namespace Durable.Core.Engine;

/// <summary>The one coalesced empty checkpoint: however many refreshes are waiting, it stands for all of them.</summary>
internal sealed class RefreshMarker
{
    private readonly List<ParkedOperation> _joined = [];

    /// <summary>What waits for it, in the order of joining.</summary>
    public IReadOnlyList<ParkedOperation> Joined => _joined;

    public void Join(ParkedOperation parked) => _joined.Add(parked);
}
