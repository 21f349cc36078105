using Microsoft.Extensions.Logging;

namespace Durable.Storage.Requests;

/// <summary>
/// Answers DynamoDB's wish for less. While an episode lasts, fewer requests may be under way at once: half as many after each wave of
/// refusals, one more after each window of successes. New executions wait until it is over, so that running ones get what there is.
/// </summary>
/// <remarks>It begins with the first refusal and ends when none has come for <see cref="Calm"/>. Logged once at each end.</remarks>
internal sealed partial class ThrottleEpisode(TimeProvider timeProvider, string tableName, StorageMetrics metrics, ILogger logger)
{
    /// <summary>So long without a refusal means that it is over.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    // Refusals that come so close together are the answer to one wave.
    private static readonly TimeSpan s_wave = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private volatile bool _isOn;
    private int _underWay;
    private int _limit;
    private int _successes;
    private long _refusals;
    private DateTimeOffset _beganAt;
    private DateTimeOffset _lastRefusalAt;
    private DateTimeOffset _lastWaveAt;
    private TaskCompletionSource _over = Completed();

    /// <summary>Whether an episode is under way.</summary>
    public bool IsOn => _isOn;

    /// <summary>Takes a place among the requests under way; each is given back with <see cref="Leave"/>.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!_isOn)
        {
            Interlocked.Increment(ref _underWay);
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (!_isOn || _underWay < _limit)
            {
                Interlocked.Increment(ref _underWay);
                return Task.CompletedTask;
            }

            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return cancellationToken.CanBeCanceled ? WaitAsync(place, cancellationToken) : place.Task;
        }
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="refusal">Why DynamoDB refused the request; null if it did not.</param>
    public void Leave(string? refusal)
    {
        if (!_isOn && refusal is null)
        {
            Interlocked.Decrement(ref _underWay);
            return;
        }

        lock (_lock)
        {
            Interlocked.Decrement(ref _underWay);
            if (refusal is not null)
            {
                OnRefused(refusal);
            }
            else
            {
                OnSucceeded();
            }

            Admit();
        }
    }

    /// <summary>Completes at once, or when the episode is over: for what may wait, so that what runs can go on.</summary>
    public Task WhenOverAsync(CancellationToken cancellationToken)
    {
        if (!_isOn)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            return _over.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private async Task WaitAsync(TaskCompletionSource place, CancellationToken cancellationToken)
    {
        try
        {
            await place.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!place.TrySetCanceled(cancellationToken))
            {
                // Admitted at the same moment.
                Leave(refusal: null);
            }

            throw;
        }
    }

    private void OnRefused(string reason)
    {
        metrics.RecordThrottled(reason);
        var now = timeProvider.GetUtcNow();
        _refusals++;
        _lastRefusalAt = now;
        _reasons.Add(reason);
        if (!_isOn)
        {
            _isOn = true;
            _beganAt = now;
            _refusals = 1;
            _limit = Math.Max(_underWay + 1, 2);
            _lastWaveAt = DateTimeOffset.MinValue;
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = EndAsync();
            LogBegan(tableName, reason);
        }

        if (now - _lastWaveAt >= s_wave)
        {
            _lastWaveAt = now;
            _limit = Math.Max(_limit / 2, 1);
        }

        _successes = 0;
    }

    private void OnSucceeded()
    {
        if (++_successes >= _limit)
        {
            _successes = 0;
            _limit++;
        }
    }

    private void Admit()
    {
        while ((!_isOn || _underWay < _limit) && _waiting.TryDequeue(out var next))
        {
            if (next.TrySetResult())
            {
                Interlocked.Increment(ref _underWay);
            }
        }
    }

    private async Task EndAsync()
    {
        while (true)
        {
            TimeSpan left;
            lock (_lock)
            {
                left = _lastRefusalAt + Calm - timeProvider.GetUtcNow();
                if (left <= TimeSpan.Zero)
                {
                    _isOn = false;
                    LogEnded(tableName, (timeProvider.GetUtcNow() - _beganAt).TotalSeconds, _refusals, string.Join(", ", _reasons));
                    _reasons.Clear();
                    Admit();
                    _over.TrySetResult();
                    return;
                }
            }

            await Task.Delay(left, timeProvider);
        }
    }

    [LoggerMessage(EventIds.ThrottleBegan, LogLevel.Warning, "DynamoDB asks for fewer requests to table {Table} ({Reason}): running executions slow down, new ones wait.")]
    private partial void LogBegan(string table, string reason);

    [LoggerMessage(EventIds.ThrottleEnded, LogLevel.Information, "DynamoDB takes all requests to table {Table} again; after {Seconds:0.0} s it had refused {Refusals} ({Reasons}).")]
    private partial void LogEnded(string table, double seconds, long refusals, string reasons);
}
