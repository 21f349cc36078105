using Durable.Core.Engine;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class SuspectGateTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SuspectGate _gate;

    public SuspectGateTests() => _gate = new SuspectGate(_clock);

    [Fact]
    public void Suspects_run_one_at_a_time_and_the_least_suspected_first()
    {
        var first = _gate.Ask(losses: 5);
        var second = _gate.Ask(losses: 9);
        var third = _gate.Ask(losses: 3);
        Assert.Equal((true, false, false), Entered(first, second, third));

        first.Leave();
        Assert.Equal((true, false, true), Entered(first, second, third));

        third.Leave();
        third.Leave();
        Assert.Equal((true, true, true), Entered(first, second, third));
    }

    [Fact]
    public void Who_gives_up_waiting_takes_no_place()
    {
        var first = _gate.Ask(3);
        var second = _gate.Ask(3);
        var third = _gate.Ask(4);
        second.Leave();
        first.Leave();

        Assert.Equal((true, false, true), Entered(first, second, third));
    }

    [Fact]
    public void Who_lives_on_for_long_lets_the_next_one_in()
    {
        _gate.Ask(3);
        var second = _gate.Ask(3);

        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(second.Entered.IsCompleted);
    }

    [Fact]
    public async Task None_runs_before_the_others_have_been_taken_up()
    {
        var others = new TaskCompletionSource();
        _gate.HoldUntil(others.Task);
        var suspect = _gate.Ask(3);
        Assert.False(suspect.Entered.IsCompleted);

        others.SetResult();

        await suspect.Entered.OrFail();
    }

    private static (bool First, bool Second, bool Third) Entered(SuspectGate.Place first, SuspectGate.Place second, SuspectGate.Place third) =>
        (first.Entered.IsCompleted, second.Entered.IsCompleted, third.Entered.IsCompleted);
}
