using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>A branch that waits for its grain, and then its lane there.</summary>
internal abstract class BranchStart(LaneOpening opening, ILaneGateway gateway) : ILaneWaker
{
    private LaneChannel? _lane;
    private TaskScheduler? _turnScheduler;

    /// <summary>Whether it has turns.</summary>
    public bool HasBegun => Volatile.Read(ref _turnScheduler) is not null;

    /// <summary>Whether its turns go on.</summary>
    public TurnProbe Turns => field ??= new TurnProbe(Post);

    /// <summary>Begins the body as a background task of the caller's grain; completes when the branch has ended.</summary>
    public Task RunAsync()
    {
        _turnScheduler = TaskScheduler.Current;
        _lane = new LaneChannel(opening, gateway, _turnScheduler);
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Factory.StartNew(
                () => RunAsync(_lane), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _lane.LaneTurns).Unwrap();
        }
    }

    public void Wake(IReadOnlyList<int> tokens) => Post(() => _lane!.Wake(tokens));

    protected abstract Task RunAsync(LaneChannel lane);

    private void Post(Action turn)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turnScheduler!);
        }
    }
}

/// <inheritdoc/>
internal sealed class BranchStart<T>(LaneOpening opening, ILaneGateway gateway, Func<IExecutionChannel, Task<T>> body) : BranchStart(opening, gateway)
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of the body.</summary>
    public Task<T> Outcome => _outcome.Task;

    protected override async Task RunAsync(LaneChannel lane)
    {
        try
        {
            var result = await body(lane);

            // What the branch recorded is with the execution before its parent goes on.
            await lane.CompleteAsync();
            _outcome.SetResult(result);
        }
        catch (Exception exception)
        {
            await lane.CompleteAsync();
            _outcome.SetException(exception);
        }
    }
}
