using Durable.Core.Hosting;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class ClockWatchTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<ClockJump> _jumps = [];
    private readonly ClockWatch _watch;

    public ClockWatchTests()
    {
        _watch = new ClockWatch(_clock);
        _watch.Jumped += (_, jump) => _jumps.Add(jump);
    }

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_clock_that_shows_the_time_that_passes_has_not_jumped()
    {
        _clock.Advance(ClockWatch.Interval);
        _watch.Look();

        Assert.Empty(_jumps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(86_400)]
    [InlineData(-1)]
    [InlineData(-86_400)]
    public void A_jump_is_told_once_with_how_far_it_went(int seconds)
    {
        _clock.Advance(ClockWatch.Interval);
        _clock.Jump(TimeSpan.FromSeconds(seconds));
        _watch.Look();
        _watch.Look();

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(_jumps).By);
    }

    [Fact]
    public void A_small_correction_is_no_jump()
    {
        _clock.Jump(TimeSpan.FromMilliseconds(-999));
        _watch.Look();

        Assert.Empty(_jumps);
    }

    [Fact]
    public void A_look_that_is_late_is_told_as_a_suspended_machine()
    {
        _clock.Advance(TimeSpan.FromHours(8));
        _watch.Look();

        Assert.Equal(TimeSpan.Zero, Assert.Single(_jumps).By);
    }

    [Fact]
    public void It_looks_every_half_minute_until_it_is_disposed()
    {
        _watch.Start(_clock);
        _clock.Jump(TimeSpan.FromDays(1));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(_jumps);

        _watch.Dispose();

        Assert.Equal(0, _clock.ArmedTimers);
    }
}
