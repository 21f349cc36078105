using Durable.Core.Queries.Waiting;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Queries;

/// <summary>What heads say of executions that do not go on as they should.</summary>
public sealed class StuckRuleTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _clock = new(s_start);
    private readonly StuckRules _rules;

    public StuckRuleTests() => _rules = new StuckRules(new DurableFunctionRegistry(), _clock, hasLeases: true);

    [Theory]
    [InlineData(WakeUpKind.Lease)]
    [InlineData(WakeUpKind.Timer)]
    public void One_that_nobody_takes_up_is_overdue_after_two_sweeps(WakeUpKind kind)
    {
        var head = SampleHeads.New(s_start) with { WakeUp = new WakeUp(s_start.AddMinutes(5), kind) };
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(WaitKind.Host, _rules.WaitOf(head)!.Kind);
        Assert.Null(Find(head));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StuckReason.Overdue, Find(head)!.Reason);
        Assert.Contains("It was due at 2026-11-30 12:05:00Z", Find(head)!.Explanation, StringComparison.Ordinal);
        Assert.Contains("function 'process-order' in version '1'", Find(head)!.Action, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_leases_one_in_memory_is_not_overdue()
    {
        var head = SampleHeads.New(s_start) with { WakeUp = new WakeUp(s_start, WakeUpKind.Lease) };
        _clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Null(new StuckRules(new DurableFunctionRegistry(), _clock, hasLeases: false).Find(head));
        Assert.Equal(StuckReason.Overdue, Find(head)!.Reason);
    }

    [Fact]
    public void One_whose_end_cannot_be_told_is_unsettled_after_five_minutes()
    {
        var head = SampleHeads.New(s_start) with
        {
            Status = ExecutionStatus.Succeeded,
            EndedAt = s_start,
            Invoker = new ExecutionInvoker(new ExecutionId("parent", "p1"), "run", "op"),
        };
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(Find(head));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StuckReason.Unsettled, Find(head)!.Reason);
        Assert.Contains("'parent/p1'", Find(head)!.Explanation, StringComparison.Ordinal);
        Assert.Null(Find(head with { WakeUp = null, ExpiresAt = s_start.AddDays(14) }));
    }

    [Theory]
    [InlineData(WaitKind.Step, 60, 61)]
    [InlineData(WaitKind.Callback, 7 * 24 * 60, (7 * 24 * 60) + 1)]
    public void What_is_open_for_too_long_is_stuck(WaitKind kind, int allowedMinutes, int tooManyMinutes)
    {
        var head = SampleHeads.New(s_start) with { WakeUp = null, WaitsFor = new HeadWait(kind, s_start, Name: "it") };
        _clock.Advance(TimeSpan.FromMinutes(allowedMinutes));
        Assert.Null(Find(head));

        _clock.Advance(TimeSpan.FromMinutes(tooManyMinutes - allowedMinutes));

        Assert.NotNull(Find(head));
    }

    [Theory]
    [InlineData(WaitKind.Timer)]
    [InlineData(WaitKind.Invoke)]
    public void What_may_take_long_is_not_stuck(WaitKind kind)
    {
        var head = SampleHeads.New(s_start) with { WakeUp = new WakeUp(s_start.AddDays(300), WakeUpKind.Timer), WaitsFor = new HeadWait(kind, s_start, Failures: 4) };
        _clock.Advance(TimeSpan.FromDays(200));

        Assert.Null(Find(head));
        Assert.Equal(StuckReason.Failing, Find(head with { WaitsFor = head.WaitsFor! with { Failures = 5 } })!.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("C")]
    [InlineData("C.1.2")]
    [InlineData("X.1.2.name")]
    [InlineData("CC.1.2.name")]
    [InlineData("C.x.2.name")]
    [InlineData("C.9223372036854775807.2.name")]
    [InlineData("C.1.-2.name")]
    public void What_cannot_be_read_is_nothing(string text) => Assert.Null(HeadWait.Parse(text));

    [Fact]
    public void A_long_name_is_cut() =>
        Assert.Equal(new string('n', HeadWait.MaxName), HeadWait.Parse(new HeadWait(WaitKind.Retry, s_start, 3, new string('n', 256)).ToString())!.Name);

    private StuckFinding? Find(ExecutionHead head) => _rules.Find(head);
}
