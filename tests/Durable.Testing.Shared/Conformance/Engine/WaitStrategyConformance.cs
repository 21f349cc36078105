namespace Durable.Testing.Conformance;

/// <summary>Wait strategies and their defaults (durable-model 4.5).</summary>
public abstract class WaitStrategyConformance
{
    [RuleTheory("4.5-CONDITION-05")]
    [InlineData("exponential", 5, 7.5, 11.25, 300)]
    [InlineData("linear", 5, 10, 15, 295)]
    [InlineData("fixed", 9, 9, 9, 9)]
    public void A_strategy_has_its_delays_and_sixty_polls(string kind, double first, double second, double third, double last)
    {
        var strategy = kind switch
        {
            "exponential" => WaitStrategy.Exponential<int>(jitter: JitterStrategy.None, isDone: static state => state == 1),
            "linear" => WaitStrategy.Linear<int>(isDone: static state => state == 1),
            _ => WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(9), isDone: static state => state == 1),
        };

        Assert.Equal([first, second, third, last], new[] { 1, 2, 3, 59 }.Select(attempt => strategy.Decide(0, attempt).Delay.TotalSeconds));
        Assert.True(strategy.Decide(0, 60).IsExhausted);
        Assert.False(strategy.Decide(1, 60).ShouldContinue);
        Assert.False(strategy.Decide(1, 60).IsExhausted);
    }

    [Rule("4.5-CONDITION-05")]
    public void Exponential_has_full_jitter()
    {
        var strategy = WaitStrategy.Exponential<int>(isDone: static _ => false);

        var delays = Enumerable.Range(0, 2_000).Select(_ => strategy.Decide(0, 1).Delay.TotalSeconds).ToArray();

        Assert.InRange(delays.Min(), 0, 0.25);
        Assert.InRange(delays.Max(), 4.75, 5);
    }
}
