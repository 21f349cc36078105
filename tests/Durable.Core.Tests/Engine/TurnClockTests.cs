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

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
