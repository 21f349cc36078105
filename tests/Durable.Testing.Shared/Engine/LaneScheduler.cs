namespace Durable.Testing;

/// <summary>Puts tasks into a lane.</summary>
/// <param name="lane">The lane.</param>
/// <param name="inlines">Whether a continuation may run inside the item that completed what it waited for, as hosts allow it.</param>
internal sealed class LaneScheduler(WorkLane lane, bool inlines) : TaskScheduler
{
    private bool _isRunning;

    public WorkLane Lane => lane;

    /// <summary>Runs <paramref name="action"/> as an item of the lane.</summary>
    public Task PostAsync(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task) => lane.Post(() =>
    {
        _isRunning = true;
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            _isRunning = false;
        }
    });

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        inlines && _isRunning && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
