namespace Durable.Core.Operations.Batches;

/// <summary>Decides after each settled branch whether the batch is over (durable-model 4.4). Pure.</summary>
internal sealed class CompletionPolicy(CompletionConfig config, int total)
{
    private readonly bool _failFast =
        config.MinSuccessful is null && config.ToleratedFailureCount is null && config.ToleratedFailurePercentage is null;

    /// <summary>Why the batch is over; null while it goes on.</summary>
    public CompletionReason? Evaluate(int succeeded, int failed)
    {
        if (IsToleranceExceeded(failed))
        {
            return CompletionReason.FailureToleranceExceeded;
        }

        if (succeeded + failed == total)
        {
            return CompletionReason.AllCompleted;
        }

        return succeeded >= config.MinSuccessful ? CompletionReason.MinSuccessfulReached : null;
    }

    private bool IsToleranceExceeded(int failed) =>
        failed > config.ToleratedFailureCount
        || (total > 0 && (double)failed / total > config.ToleratedFailurePercentage)
        || (_failFast && failed > 0);
}
