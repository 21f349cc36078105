namespace Durable.Core.Engine;

/// <summary>The one coalesced empty checkpoint: however many refreshes are waiting, this is the promise of all of them.</summary>
internal sealed class RefreshMarker
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Joined { get; private set; }

    public Task JoinAsync()
    {
        Joined++;
        return _promise.Task;
    }

    public void Complete() => _promise.SetResult();
}
