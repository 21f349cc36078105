using Durable.Core.Engine;

namespace Durable.Core.Tests.Engine;

public sealed class TurnClockTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly Watch _watch = new() { Now = s_noon };
    private readonly TurnClock _clock;

    public TurnClockTests()
    {
        _clock = new TurnClock(_watch, notBefore: s_noon.AddHours(-1));
    }

    [Fact]
    public void Within_a_turn_the_time_stands_still()
    {
        var first = _clock.Now;
        _watch.Now = s_noon.AddSeconds(1);

        Assert.Equal(first, _clock.Now);
    }

    [Fact]
    public void The_next_turn_reads_the_clock_anew()
    {
        _ = _clock.Now;
        _watch.Now = s_noon.AddSeconds(1);
        _clock.BeginTurn();

        Assert.Equal(s_noon.AddSeconds(1), _clock.Now);
    }

    [Fact]
    public void Time_is_cut_to_whole_milliseconds()
    {
        _watch.Now = s_noon.AddTicks(19_999);

        Assert.Equal(s_noon.AddMilliseconds(1), _clock.Now);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_take_time_back()
    {
        _ = _clock.Now;
        _watch.Now = s_noon.AddMinutes(-5);
        _clock.BeginTurn();

        Assert.Equal(s_noon, _clock.Now);
    }

    [Fact]
    public void A_clock_that_is_set_back_lets_time_go_on()
    {
        _ = _clock.Now;
        _watch.Now = s_noon.AddDays(-1);
        _watch.Passed = TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(9_999);
        _clock.BeginTurn();
        Assert.Equal(s_noon.AddMinutes(10), _clock.Now);

        _watch.Passed += TimeSpan.FromTicks(1);
        _clock.BeginTurn();
        Assert.Equal(s_noon.AddMinutes(10).AddMilliseconds(1), _clock.Now);
        Assert.Equal(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1), _clock.Ahead);
    }

    [Fact]
    public void A_clock_that_was_set_right_again_decides()
    {
        _ = _clock.Now;
        _watch.Now = s_noon.AddDays(-1);
        _clock.BeginTurn();
        _ = _clock.Now;

        _watch.Now = s_noon.AddMinutes(1);
        _clock.BeginTurn();

        Assert.Equal((s_noon.AddMinutes(1), TimeSpan.Zero), (_clock.Now, _clock.Ahead));
    }

    [Fact]
    public void Time_that_passed_before_a_jump_back_counts()
    {
        _ = _clock.Now;
        _watch.Passed = TimeSpan.FromHours(5);
        _watch.Now = s_noon.AddHours(5).AddHours(-3);

        _clock.GoOn(since: TimeSpan.FromHours(4).Ticks);
        _clock.BeginTurn();

        Assert.Equal(s_noon.AddHours(5), _clock.Now);
    }

    [Fact]
    public void What_was_read_after_a_jump_back_stays()
    {
        _watch.Passed = TimeSpan.FromHours(5);
        _ = _clock.Now;
        _watch.Passed += TimeSpan.FromHours(1);
        _watch.Now = s_noon.AddMinutes(1);

        _clock.GoOn(since: TimeSpan.FromHours(4).Ticks);
        _clock.BeginTurn();

        Assert.Equal(s_noon.AddMinutes(1), _clock.Now);
    }

    [Fact]
    public void Time_is_not_before_what_was_recorded()
    {
        _clock.NotBefore(s_noon.AddMinutes(5));

        Assert.Equal(s_noon.AddMinutes(5), _clock.Now);
    }

    [Fact]
    public void A_turn_may_belong_to_the_time_of_another()
    {
        _clock.ContinueAt(s_noon.AddSeconds(-10));
        Assert.Equal(s_noon.AddSeconds(-10), _clock.Now);

        _clock.BeginTurn();
        Assert.Equal(s_noon, _clock.Now);
    }

    private sealed class Watch : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
