using Durable.Core.Engine.Lanes;

namespace Durable.Core.Engine;

/// <summary>The one coalesced empty checkpoint: however many refreshes are waiting, this is the promise of all of them.</summary>
internal sealed class RefreshMarker
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Joined { get; private set; }

    /// <summary>What lanes with turns of their own wait for: they are told all at once, in the turn that learns of the commit.</summary>
    public List<(ExecutionLane Lane, LaneRequest Request)> OfLanes { get; } = [];

    public Task JoinAsync()
    {
        Joined++;
        return _promise.Task;
    }

    public void Join(ExecutionLane lane, LaneRequest request)
    {
        Joined++;
        OfLanes.Add((lane, request));
    }

    public void Complete() => _promise.SetResult();
}
