using Durable.Core.Operations.Batches;

namespace Durable.Testing.Conformance;

/// <summary>Every completion rule with every count of branches (durable-model 4.4), against the table written down once more.</summary>
public abstract class CompletionPolicyConformance
{
    [Rule("4.4-COMPLETION-01 4.4-COMPLETION-02 4.4-COMPLETION-03 4.4-COMPLETION-04 4.4-COMPLETION-05")]
    public void Reasons_and_their_precedence_are_those_of_the_table_in_every_combination()
    {
        int?[] minimums = [null, 1, 2, 3];
        int?[] counts = [null, 0, 1, 2];
        double?[] shares = [null, 0, 0.25, 0.5, 1];
        var combinations = 0;
        foreach (var (minimum, count, share) in from minimum in minimums from count in counts from share in shares select (minimum, count, share))
        {
            for (var total = 0; total <= 5; total++)
            {
                var policy = new CompletionPolicy(
                    new CompletionConfig { MinSuccessful = minimum, ToleratedFailureCount = count, ToleratedFailurePercentage = share }, total);
                foreach (var (succeeded, failed) in from s in Enumerable.Range(0, total + 1) from f in Enumerable.Range(0, total + 1 - s) select (s, f))
                {
                    Assert.Equal(
                        (minimum, count, share, total, succeeded, failed, Table(minimum, count, share, total, succeeded, failed)),
                        (minimum, count, share, total, succeeded, failed, policy.Evaluate(succeeded, failed)));
                    combinations++;
                }
            }
        }

        Assert.Equal(80 * (1 + 3 + 6 + 10 + 15 + 21), combinations);
    }

    private static CompletionReason? Table(int? minimum, int? count, double? share, int total, int succeeded, int failed)
    {
        var isAnythingSet = minimum is not null || count is not null || share is not null;
        var isExceeded = isAnythingSet
            ? (count is { } most && failed > most) || (share is { } part && failed * 100 > part * 100 * total)
            : failed > 0;
        return isExceeded ? CompletionReason.FailureToleranceExceeded
            : succeeded + failed == total ? CompletionReason.AllCompleted
            : minimum is { } least && succeeded >= least ? CompletionReason.MinSuccessfulReached
            : null;
    }
}
