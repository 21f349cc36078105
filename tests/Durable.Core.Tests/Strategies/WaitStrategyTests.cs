namespace Durable.Core.Tests.Strategies;

public sealed class WaitStrategyTests
{
    [Fact]
    public void Exponential_delays_grow_to_their_ceiling()
    {
        var strategy = WaitStrategy.Exponential<int>(jitter: JitterStrategy.None);

        Assert.Equal([5, 7.5, 11.25], Delays(strategy, 1, 2, 3));
        Assert.Equal([300, 300], Delays(strategy, 20, 59));
    }

    [Fact]
    public void Exponential_delays_are_spread_unless_told_otherwise()
    {
        var delays = Enumerable.Range(0, 200).Select(static _ => WaitStrategy.Exponential<int>().Decide(0, 1).Delay.TotalSeconds).ToArray();

        Assert.All(delays, static delay => Assert.InRange(delay, 0, 5));
        Assert.True(delays.Distinct().Count() > 100);
    }

    [Fact]
    public void Linear_delays_grow_by_the_same_amount()
    {
        Assert.Equal([5, 10, 15, 295], Delays(WaitStrategy.Linear<int>(), 1, 2, 3, 59));
        Assert.Equal([1, 3, 4, 4], Delays(
            WaitStrategy.Linear<int>(initialDelay: TimeSpan.FromSeconds(1), increment: TimeSpan.FromSeconds(2), maxDelay: TimeSpan.FromSeconds(4)), 1, 2, 3, 4));
    }

    [Fact]
    public void Fixed_delays_stay_the_same() => Assert.Equal([7, 7, 7], Delays(WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(7)), 1, 2, 59));

    [Fact]
    public void Each_polls_sixty_times_unless_told_otherwise()
    {
        foreach (var strategy in new[] { WaitStrategy.Exponential<int>(), WaitStrategy.Linear<int>(), WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1)) })
        {
            Assert.True(strategy.Decide(0, 59).ShouldContinue);
            Assert.True(strategy.Decide(0, 60).IsExhausted);
        }
    }

    [Fact]
    public void The_condition_is_looked_at_before_the_polls_are_counted()
    {
        var strategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), 2, static state => state > 0);

        Assert.Equal(WaitDecision.Stop(), strategy.Decide(1, 2));
        Assert.Equal(WaitDecision.GiveUp(), strategy.Decide(0, 2));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        var negative = TimeSpan.FromSeconds(-1);
        var tooLong = DurableLimits.MaxDelay + TimeSpan.FromSeconds(1);
        Action[] calls =
        [
            static () => WaitStrategy.Exponential<int>(maxAttempts: 0),
            () => WaitStrategy.Exponential<int>(initialDelay: negative),
            () => WaitStrategy.Exponential<int>(maxDelay: tooLong),
            static () => WaitStrategy.Exponential<int>(initialDelay: TimeSpan.FromSeconds(10), maxDelay: TimeSpan.FromSeconds(9)),
            static () => WaitStrategy.Exponential<int>(backoffRate: 0.9),
            static () => WaitStrategy.Exponential<int>(backoffRate: double.NaN),
            static () => WaitStrategy.Linear<int>(maxAttempts: 0),
            () => WaitStrategy.Linear<int>(increment: negative),
            static () => WaitStrategy.Exponential<int>(initialDelay: TimeSpan.Zero),
            static () => WaitStrategy.Exponential<int>(jitter: (JitterStrategy)7),
            static () => WaitStrategy.Linear<int>(initialDelay: TimeSpan.Zero),
            static () => WaitStrategy.Fixed<int>(TimeSpan.Zero),
            () => WaitStrategy.Fixed<int>(negative),
            () => WaitStrategy.Fixed<int>(tooLong),
            () => WaitDecision.ContinueAfter(negative),
            () => WaitDecision.ContinueAfter(tooLong),
        ];

        Assert.All(calls, static call => Assert.Throws<ArgumentOutOfRangeException>(call));
    }

    private static double[] Delays(IWaitStrategy<int> strategy, params int[] attempts) =>
        [.. attempts.Select(attempt => strategy.Decide(0, attempt).Delay.TotalSeconds)];
}
