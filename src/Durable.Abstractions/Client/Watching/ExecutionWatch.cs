namespace Durable;

/// <summary>One execution that a process watches, for however many of its viewers.</summary>
internal sealed class ExecutionWatch(ExecutionId id, HostDurableClient client, TimeProvider timeProvider) : IDisposable
{
    // Nobody reads faster, and a host that commits often has better things to do.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    // The host of one that sleeps may have lost sight of it.
    private static readonly TimeSpan s_longestUnsure = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private ExecutionDescription? _latest;
    private Exception? _failure;

    public ExecutionId Id => id;

    /// <summary>Who looks.</summary>
    public int Viewers { get; set; }

    /// <summary>Whether it goes on.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What is known now, and a task that completes when that changes.</summary>
    /// <exception cref="Exception">The watch has failed, and nobody is told any more.</exception>
    public (ExecutionDescription? Latest, Task Changed) Look()
    {
        lock (_lock)
        {
            return _failure is null ? (_latest, _changed.Task) : throw _failure;
        }
    }

    /// <summary>Watches until the execution has ended, or nobody looks any more.</summary>
    public async Task RunAsync()
    {
        try
        {
            await WatchAsync(_stop.Token);
        }
        catch (Exception exception)
        {
            Publish(latest: null, exception);
        }
        finally
        {
            IsOver = true;
        }
    }

    public void Dispose() => _stop.Cancel();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WatchAsync(CancellationToken stop)
    {
        var latest = await client.DescribeAsync(id, includeData: false, stop);
        var sure = timeProvider.GetTimestamp();
        Publish(latest, failure: null);
        while (latest.Status == ExecutionStatus.Running)
        {
            var news = await client.WaitForNewsAsync(id, latest.Usage.Checkpoints, stop);
            var next = news.Description;
            if (next is null && (news.HasMoved || timeProvider.GetElapsedTime(sure) >= s_longestUnsure))
            {
                next = await client.DescribeAsync(id, includeData: false, stop);
            }

            if (next is not null)
            {
                sure = timeProvider.GetTimestamp();
            }

            if (next?.Usage.Checkpoints > latest.Usage.Checkpoints)
            {
                latest = next;
                Publish(latest, failure: null);
            }

            await Task.Delay(s_pause, timeProvider, stop);
        }
    }

    private void Publish(ExecutionDescription? latest, Exception? failure)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _latest = latest ?? _latest;
            _failure = failure;
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
