using Durable.Core.Engine.Lanes;

namespace Durable.Core.Engine;

/// <summary>The one coalesced empty checkpoint: however many refreshes are waiting, this is the promise of all of them.</summary>
internal sealed class RefreshMarker
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Joined { get; private set; }

    /// <summary>Operations of lanes with turns of their own that wait.</summary>
    public List<(ExecutionLane Lane, string OperationId)> OfLanes { get; } = [];

    public Task JoinAsync((ExecutionLane Lane, string OperationId)? ofLane)
    {
        Joined++;
        if (ofLane is { } operation)
        {
            OfLanes.Add(operation);
        }

        return _promise.Task;
    }

    public void Complete() => _promise.SetResult();
}
