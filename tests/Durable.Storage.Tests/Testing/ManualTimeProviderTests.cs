using Durable.Testing;

namespace Durable.Storage.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_clock_moves_only_when_it_is_advanced()
    {
        var start = _time.GetUtcNow();
        var timestamp = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(start.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_while_the_clock_shows_their_time()
    {
        var start = _time.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = CreateTimer("late", 3);
        using var early = CreateTimer("early", 1);
        using var sameTime = CreateTimer("same time, armed later", 3);
        using var never = CreateTimer("not due", 5);

        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(
            [("early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(3)), ("same time, armed later", TimeSpan.FromSeconds(3))],
            fired);
        Assert.Equal(start.AddSeconds(5), _time.NextDueAt);

        ITimer CreateTimer(string name, int seconds) => _time.CreateTimer(
            _ => fired.Add((name, _time.GetUtcNow() - start)), state: null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_timer_that_is_armed_on_the_way_fires_on_the_way()
    {
        var fired = 0;
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                fired++;
                timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            },
            state: null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10, fired);
        timer.Dispose();
    }

    [Fact]
    public void A_periodic_timer_fires_every_period_until_it_is_stopped()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, fired);

        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void A_disposed_timer_neither_fires_nor_changes()
    {
        var timer = _time.CreateTimer(static _ => Assert.Fail("It fired."), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_needs_nobody_to_advance()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => fired.SetResult(), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task;
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_has_passed_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);

        Assert.True(_time.AdvanceToNextTimer());
        await delay;
        Assert.False(_time.AdvanceToNextTimer());
    }

    [Fact]
    public async Task Waiting_for_a_timer_ends_when_one_is_armed_that_is_near_enough()
    {
        var waiting = _time.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        using var far = _time.CreateTimer(static _ => { }, state: null, TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan);
        Assert.False(waiting.IsCompleted);

        using var near = _time.CreateTimer(static _ => { }, state: null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        Assert.Equal(_time.GetUtcNow().AddSeconds(10), await waiting);
        Assert.True(_time.WaitForTimerAsync(TimeSpan.FromSeconds(10)).IsCompleted);
    }

    [Fact]
    public void A_second_driver_is_an_error()
    {
        Exception? refused = null;
        using var timer = _time.CreateTimer(
            _ => refused = Record.Exception(() => _time.Advance(TimeSpan.FromSeconds(1))), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<InvalidOperationException>(refused);
        _time.Advance(TimeSpan.FromSeconds(1));
    }
}
