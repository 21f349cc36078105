using Durable.Core.Hosting;

namespace Durable.Testing;

/// <summary>A timer of the test's clock whose tick is an item of the turn lane.</summary>
internal sealed class LaneTimer : ITurnTimer
{
    private readonly TimeProvider _clock;
    private readonly LaneScheduler _turns;
    private readonly Action _tick;
    private readonly ITimer _timer;
    private DateTimeOffset? _armedFor;

    public LaneTimer(TimeProvider clock, LaneScheduler turns, Action tick)
    {
        _clock = clock;
        _turns = turns;
        _tick = tick;
        _timer = clock.CreateTimer(_ => Post(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Arm(DateTimeOffset? dueAt)
    {
        if (dueAt == _armedFor)
        {
            return;
        }

        _armedFor = dueAt;
        var due = dueAt is null ? Timeout.InfiniteTimeSpan : dueAt.Value - _clock.GetUtcNow();
        if (dueAt is not null && due <= TimeSpan.Zero)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Post();
            return;
        }

        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Post() => _ = _turns.PostAsync(() =>
    {
        _armedFor = null;
        _tick();
    });
}
