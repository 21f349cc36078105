namespace Durable.Testing.Conformance;

/// <summary>Retry strategies and their presets (durable-model 4.1), where jitter leaves no exact history.</summary>
public abstract class RetryStrategyConformance
{
    private const int Samples = 2_000;

    /// <summary>The strategy, its jitter, and the delays before jitter, in seconds, as many as it allows retries.</summary>
    public static TheoryData<string, JitterStrategy, double[]> Presets => new()
    {
        { "default", JitterStrategy.Full, [5, 10, 20, 40, 60] },
        { "transient", JitterStrategy.Half, [1, 2] },
        { "builder", JitterStrategy.Full, [5, 10] },
        { "none", JitterStrategy.None, [] },
        { "own", JitterStrategy.Full, [2, 6, 7, 7] },
    };

    [RuleTheory("4.1-RETRY-01 4.1-RETRY-02 4.1-RETRY-03 4.1-RETRY-04")]
    [MemberData(nameof(Presets))]
    public void A_preset_has_its_attempts_and_its_delays(string preset, JitterStrategy jitter, double[] bases)
    {
        var strategy = preset switch
        {
            "default" => RetryStrategy.Default,
            "transient" => RetryStrategy.Transient,
            "builder" => RetryStrategy.Exponential(),
            "none" => RetryStrategy.None,
            _ => RetryStrategy.Exponential(5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7), 3),
        };
        for (var attempt = 1; attempt <= bases.Length; attempt++)
        {
            AssertSpread(strategy, attempt, bases[attempt - 1], jitter);
        }

        Assert.False(strategy.ShouldRetry(new TimeoutException(), bases.Length + 1).ShouldRetry);
    }

    [Rule("4.1-RETRY-04")]
    public void A_step_that_names_no_strategy_has_the_default_preset() => Assert.Null(new StepConfig().RetryStrategy);

    [Rule("4.1-RETRY-05")]
    public void Subclasses_of_an_exception_type_match_and_either_filter_is_enough()
    {
        var strategy = RetryStrategy.Exponential(2, retryableExceptions: [typeof(IOException)], retryableMessagePatterns: ["^throttled"]);

        Assert.True(strategy.ShouldRetry(new FileNotFoundException("gone"), 1).ShouldRetry);
        Assert.True(strategy.ShouldRetry(new TimeoutException("throttled"), 1).ShouldRetry);
        Assert.False(strategy.ShouldRetry(new TimeoutException("not throttled"), 1).ShouldRetry);
    }

    private static void AssertSpread(IRetryStrategy strategy, int attempt, double seconds, JitterStrategy jitter)
    {
        var delays = Enumerable.Range(0, Samples).Select(_ =>
        {
            var decision = strategy.ShouldRetry(new TimeoutException(), attempt);
            Assert.True(decision.ShouldRetry);
            return decision.Delay.TotalSeconds;
        }).ToArray();
        var least = jitter switch
        {
            JitterStrategy.None => seconds,
            JitterStrategy.Half => seconds / 2,
            _ => 0,
        };

        // Rounded up to whole seconds where it is recorded.
        Assert.InRange(delays.Min(), least, least + (seconds / 20));
        Assert.InRange(delays.Max(), seconds * 0.95, seconds);
    }
}
