using Durable.Core.Engine;
using Durable.Core.Hosting;

namespace Durable.Embedded;

/// <summary>A timer of the host's clock whose tick is posted as a turn.</summary>
internal sealed class TurnTimer(TimeProvider timeProvider, TaskScheduler turnScheduler, Action tick) : ArmedTimer(timeProvider, tick)
{
    private readonly TimeProvider _timeProvider = timeProvider;
    private ITimer? _timer;

    protected override void Change(TimeSpan due)
    {
        if (_timer is not null)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
        else if (due != Timeout.InfiniteTimeSpan)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = _timeProvider.CreateTimer(static timer => ((TurnTimer)timer!).Post(), this, due, Timeout.InfiniteTimeSpan);
            }
        }
    }

    protected override void Release() => _timer?.Dispose();

    private void Post() => _ = turnScheduler.PostAsync(static timer => ((TurnTimer)timer!).Tick(), this);
}
