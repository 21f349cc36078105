using Durable.Core.Queries.Waiting;

namespace Durable.Embedded;

/// <summary>Counts the executions that are stuck once in a while, where the options say so.</summary>
internal sealed class StuckCounter(StuckCount stuck, TimeProvider timeProvider, EmbeddedExecutions executions)
{
    private readonly RecurringWork _counts = new(timeProvider, executions.Stopping);

    public void Start()
    {
        if (stuck.Interval is { } interval)
        {
            _counts.Start(interval, interval, () => stuck.CountAsync(executions.Stopping));
        }
    }

    /// <summary>Completes when the count under way has noticed the stop.</summary>
    public Task WhenStoppedAsync() => _counts.WhenStoppedAsync();
}
