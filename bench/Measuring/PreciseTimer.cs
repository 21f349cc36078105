using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>
/// Delays that are exact to some microseconds, on a thread of its own. The system's timers count in milliseconds and come up to four late,
/// which is as much as the engine itself may cost.
/// </summary>
internal sealed class PreciseTimer : IDisposable
{
    // A sleeping thread is woken late by less than that; the rest is waited out awake.
    private static readonly long s_awakeTicks = Stopwatch.Frequency / 500;

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _changed = new(initialState: false);
    private readonly PriorityQueue<TaskCompletionSource, long> _due = new();
    private bool _isStarted;
    private volatile bool _isDisposed;

    public Task DelayAsync(TimeSpan delay)
    {
        var dueAt = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        var promise = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _due.Enqueue(promise, dueAt);
            if (!_isStarted)
            {
                _isStarted = true;
                new Thread(Run) { Name = "Precise timer", IsBackground = true }.Start();
            }
        }

        _changed.Set();
        return promise.Task;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _changed.Set();
    }

    private void Run()
    {
        while (!_isDisposed)
        {
            var remaining = CompleteDue();
            if (remaining > s_awakeTicks)
            {
                var asleep = (remaining - s_awakeTicks) * 1000 / Stopwatch.Frequency;
                _changed.WaitOne((int)Math.Min(asleep + 1, int.MaxValue));
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }

    /// <returns>Ticks until the next one is due.</returns>
    private long CompleteDue()
    {
        while (true)
        {
            TaskCompletionSource promise;
            lock (_lock)
            {
                if (!_due.TryPeek(out promise!, out var dueAt))
                {
                    return int.MaxValue;
                }

                var remaining = dueAt - Stopwatch.GetTimestamp();
                if (remaining > 0)
                {
                    return remaining;
                }

                _due.Dequeue();
            }

            promise.SetResult();
        }
    }
}
