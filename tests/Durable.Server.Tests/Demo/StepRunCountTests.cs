using Durable.Silo.Demo.Journal;
using Durable.Silo.Demo.Summary;
using static Durable.Server.Tests.Demo.HistoryEvents;

namespace Durable.Server.Tests.Demo;

public sealed class StepRunCountTests
{
    private static readonly JournalSession s_first = new(At(0));
    private static readonly JournalSession s_second = new(At(500));

    [Fact]
    public void A_body_that_was_not_recorded_before_the_crash_counts_as_repeated()
    {
        var count = StepRunCount.Of([Run("1", 1, s_first), Run("2", 1, s_first), Run("2", 1, s_second)], [StepSucceeded("1", at: 100), StepSucceeded("2", at: 600)]);

        Assert.Equal(new StepRunCount(Bodies: 3, Repeated: 1, RepeatedAfterEnd: 0), count);
    }

    [Fact]
    public void Another_attempt_is_no_repetition()
    {
        var count = StepRunCount.Of(
            [Run("1", 1, s_first), Run("1", 2, s_second)], [StepFailed("1", at: 100, nextDelaySeconds: 1), StepSucceeded("1", at: 600)]);

        Assert.Equal(new StepRunCount(Bodies: 2, Repeated: 0, RepeatedAfterEnd: 0), count);
    }

    [Fact]
    public void A_body_that_runs_although_its_end_was_recorded_is_found_out()
    {
        var count = StepRunCount.Of(
            [Run("1", 1, s_first), Run("1", 1, s_second), Run("2", 1, s_first), Run("2", 1, s_second)],
            [StepSucceeded("1", at: 100), StepFailed("2", at: 100, nextDelaySeconds: null)]);

        Assert.Equal(new StepRunCount(Bodies: 4, Repeated: 2, RepeatedAfterEnd: 2), count);
    }

    private static StepRun Run(string operationId, int attempt, JournalSession session) => new(new JournalEntry("arn", operationId, attempt, "check"), session);
}
