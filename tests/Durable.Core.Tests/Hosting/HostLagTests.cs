using Durable.Core.Hosting;
using Durable.Testing;

namespace Durable.Core.Tests.Hosting;

public sealed class HostLagTests
{
    private static readonly ExecutionId s_id = new("order", "order-1");

    private readonly ManualTimeProvider _clock = new();
    private readonly HostLag _lag;

    public HostLagTests() => _lag = new HostLag(_clock);

    [Fact]
    public void A_host_that_has_nothing_to_do_does_not_lag() => Assert.Empty(_lag.Find());

    [Fact]
    public void A_look_at_wake_ups_that_does_not_come_is_late()
    {
        _lag.NoteNextLook(1, _clock.GetUtcNow().AddSeconds(10));
        _lag.NoteNextLook(2, DateTimeOffset.MaxValue);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Empty(_lag.Find());

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["The oldest wake-up that is due is late by 31 s."], _lag.Find());
        _lag.NoteNextLook(1, _clock.GetUtcNow().AddSeconds(10));
        Assert.Empty(_lag.Find());
    }

    [Fact]
    public void A_wake_up_that_is_tried_in_vain_is_late_until_it_succeeds_or_moves_elsewhere()
    {
        var due = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(2));
        _lag.NoteNextLook(1, _clock.GetUtcNow().AddSeconds(5));
        _lag.NoteStuck(1, due);
        _lag.NoteStuck(2, due);

        Assert.Equal(["The oldest wake-up that is due is late by 120 s."], _lag.Find());
        _lag.NoteStuck(1, null);
        _lag.Forget(2);
        Assert.Empty(_lag.Find());
    }

    [Fact]
    public void Parked_executions_are_counted_until_they_go_on()
    {
        _lag.NoteParked(s_id);
        _lag.NoteParked(s_id);
        _lag.NoteParked(new ExecutionId("order", "order-2"));

        Assert.Equal(["2 executions are parked ('durable list' shows which)."], _lag.Find());
        _lag.NoteFree(s_id);
        _lag.NoteFree(new ExecutionId("order", "order-2"));
        Assert.Empty(_lag.Find());
    }

    [Fact]
    public void A_host_is_full_when_it_has_been_for_five_minutes_without_a_break()
    {
        _lag.NoteRunning(10, limit: 10);
        _clock.Advance(TimeSpan.FromMinutes(4));
        _lag.NoteRunning(9, limit: 10);
        _lag.NoteRunning(10, limit: 10);
        _clock.Advance(TimeSpan.FromMinutes(4));
        _lag.NoteRunning(11, limit: 10);
        Assert.Empty(_lag.Find());

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.StartsWith("As many executions as may have been running for 5 min", Assert.Single(_lag.Find()), StringComparison.Ordinal);
    }
}
