using Durable.Core.Operations.Batches;

namespace Durable.Core.Tests.Operations;

/// <summary>durable-model 4.4: when a batch is over, and why. Tolerance comes first, then completeness, then the minimum.</summary>
public sealed class CompletionPolicyTests
{
    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(9, 0, null)]
    [InlineData(10, 0, CompletionReason.AllCompleted)]
    [InlineData(0, 1, CompletionReason.FailureToleranceExceeded)]
    [InlineData(9, 1, CompletionReason.FailureToleranceExceeded)]
    public void All_successful_stops_at_the_first_failure(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(CompletionConfig.AllSuccessful(), succeeded, failed));

    [Theory]
    [InlineData(9, 0, null)]
    [InlineData(10, 0, CompletionReason.AllCompleted)]
    [InlineData(5, 1, CompletionReason.FailureToleranceExceeded)]
    public void Without_any_criterion_the_first_failure_stops_too(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(new CompletionConfig(), succeeded, failed));

    [Theory]
    [InlineData(0, 9, null)]
    [InlineData(0, 10, CompletionReason.AllCompleted)]
    [InlineData(3, 7, CompletionReason.AllCompleted)]
    public void All_completed_goes_on_whatever_fails(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(CompletionConfig.AllCompleted(), succeeded, failed));

    [Theory]
    [InlineData(0, 9, null)]
    [InlineData(1, 0, CompletionReason.MinSuccessfulReached)]
    [InlineData(1, 8, CompletionReason.MinSuccessfulReached)]
    [InlineData(1, 9, CompletionReason.AllCompleted)]
    [InlineData(0, 10, CompletionReason.AllCompleted)]
    public void First_successful_tolerates_failures_until_one_succeeds(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(CompletionConfig.FirstSuccessful(), succeeded, failed));

    [Theory]
    [InlineData(2, 0, null)]
    [InlineData(3, 0, CompletionReason.MinSuccessfulReached)]
    [InlineData(4, 2, CompletionReason.MinSuccessfulReached)]
    [InlineData(2, 3, CompletionReason.FailureToleranceExceeded)]
    [InlineData(3, 3, CompletionReason.FailureToleranceExceeded)]
    public void Tolerance_takes_precedence_over_the_minimum(int succeeded, int failed, CompletionReason? reason) => Assert.Equal(
        reason, Evaluate(new CompletionConfig { MinSuccessful = 3, ToleratedFailureCount = 2 }, succeeded, failed));

    [Theory]
    [InlineData(7, 3, CompletionReason.FailureToleranceExceeded)]
    [InlineData(8, 2, CompletionReason.AllCompleted)]
    public void Tolerance_takes_precedence_over_completeness(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(new CompletionConfig { ToleratedFailureCount = 2 }, succeeded, failed));

    [Fact]
    public void Completeness_takes_precedence_over_the_minimum() =>
        Assert.Equal(CompletionReason.AllCompleted, Evaluate(new CompletionConfig { MinSuccessful = 10 }, 10, 0));

    [Theory]
    [InlineData(0, 2, null)]
    [InlineData(0, 3, CompletionReason.FailureToleranceExceeded)]
    public void A_count_is_exceeded_by_one_more(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(new CompletionConfig { ToleratedFailureCount = 2 }, succeeded, failed));

    [Theory]
    [InlineData(0, 3, null)]
    [InlineData(0, 4, CompletionReason.FailureToleranceExceeded)]
    [InlineData(7, 3, CompletionReason.AllCompleted)]
    public void A_share_is_exceeded_strictly_and_counts_all_branches(int succeeded, int failed, CompletionReason? reason) =>
        Assert.Equal(reason, Evaluate(new CompletionConfig { ToleratedFailurePercentage = 0.3 }, succeeded, failed));

    [Fact]
    public void Either_tolerance_is_enough_to_stop()
    {
        var config = new CompletionConfig { ToleratedFailureCount = 5, ToleratedFailurePercentage = 0.1 };

        Assert.Equal(CompletionReason.FailureToleranceExceeded, Evaluate(config, 0, 2));
    }

    [Fact]
    public void A_share_of_one_tolerates_everything() =>
        Assert.Equal(CompletionReason.AllCompleted, Evaluate(new CompletionConfig { ToleratedFailurePercentage = 1 }, 0, 10));

    [Fact]
    public void Nothing_is_complete_at_once() =>
        Assert.Equal(CompletionReason.AllCompleted, new CompletionPolicy(CompletionConfig.FirstSuccessful(), total: 0).Evaluate(0, 0));

    private static CompletionReason? Evaluate(CompletionConfig config, int succeeded, int failed) =>
        new CompletionPolicy(config, total: 10).Evaluate(succeeded, failed);
}
