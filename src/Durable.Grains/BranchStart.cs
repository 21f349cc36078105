using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>A branch that waits for its grain.</summary>
internal abstract class BranchStart(LaneOpening opening, ILaneGateway gateway)
{
    /// <summary>Makes the lane in the caller's turns.</summary>
    public LaneChannel CreateLane() => new(opening, gateway, TaskScheduler.Current);

    /// <summary>Runs the body; its outcome goes to whoever started the branch.</summary>
    public abstract Task RunAsync(LaneChannel lane);
}

/// <inheritdoc/>
internal sealed class BranchStart<T>(LaneOpening opening, ILaneGateway gateway, Func<IExecutionChannel, Task<T>> body) : BranchStart(opening, gateway)
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Outcome => _outcome.Task;

    public override async Task RunAsync(LaneChannel lane)
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
