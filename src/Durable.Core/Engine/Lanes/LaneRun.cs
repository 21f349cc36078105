namespace Durable.Core.Engine.Lanes;

/// <summary>A branch that waits for turns of its own, and then its lane there.</summary>
/// <param name="branchId">Id of the branch's context.</param>
/// <param name="cancellationToken">The branch's token.</param>
internal abstract class LaneRun(string branchId, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaneChannel? _channel;
    private TaskScheduler? _turns;
    private volatile bool _isOver;

    public string BranchId => branchId;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What the lane starts from. Set when the execution has opened it.</summary>
    public LaneStart Start { get; private set; } = null!;

    /// <summary>Whether it has turns.</summary>
    public bool HasBegun => Volatile.Read(ref _turns) is not null;

    /// <summary>Whether the execution takes part in it no longer: nothing that the lane tells is heard, and nothing that it waits for comes.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether its turns go on.</summary>
    public TurnProbe Turns => field ??= new TurnProbe(turn => _ = _turns!.PostAsync(turn));

    /// <summary>The execution has opened the lane. Called in a turn of the execution.</summary>
    public void Open(LaneStart start) => Start = start;

    /// <summary>Begins the body.</summary>
    /// <param name="turns">The lane's turns. Called in one of them.</param>
    /// <returns>Completes when the lane needs its turns no longer.</returns>
    public Task RunAsync(TaskScheduler turns)
    {
        if (!_isOver)
        {
            var channel = _channel = new LaneChannel(this, turns);
            Volatile.Write(ref _turns, turns);
            _ = TurnPosting.PostAsync(channel.LaneTurns, () =>
            {
                _ = RunBodyAsync(channel);
                channel.Begin();
            });
        }

        return _released.Task;
    }

    /// <summary>The execution takes part in the lane no longer. Called in a turn of the execution.</summary>
    public void Leave() => _isOver = true;

    /// <summary>It needs its turns no longer. Called in a turn of the execution, which has left the lane.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>
    /// Has the lane take what its execution tells, where its user code runs, because that is what goes on by it. Called in a turn of the execution.
    /// </summary>
    public void Post(Action<LaneChannel> turn) => _ = TurnPosting.PostAsync(_channel!.LaneTurns, () => turn(_channel!));

    /// <summary>Hands the outcome over to whoever opened the branch. Called in its turns.</summary>
    public abstract void Deliver();

    /// <summary>The branch has never begun. Called like <see cref="Deliver"/>.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Runs the body to its end.</summary>
    protected abstract Task RunBodyAsync(LaneChannel channel);
}

/// <inheritdoc/>
internal sealed class LaneRun<T>(string branchId, Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken)
    : LaneRun(branchId, cancellationToken)
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _exception;

    /// <summary>What came of the body.</summary>
    public Task<T> Outcome => _outcome.Task;

    public override void Deliver()
    {
        if (_exception is null)
        {
            _outcome.SetResult(_result!);
        }
        else
        {
            _outcome.SetException(_exception);
        }
    }

    public override void Fail(Exception exception) => _outcome.SetException(exception);

    protected override async Task RunBodyAsync(LaneChannel channel)
    {
        try
        {
            _result = await body(channel);
        }
        catch (Exception exception)
        {
            _exception = exception;
        }

        channel.Complete();
    }
}
