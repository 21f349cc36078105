using System.Collections.Concurrent;

namespace Durable.Testing;

/// <summary>When a map or parallel is done, and why. Branches run one at a time, so that each rule is tried branch by branch.</summary>
public abstract class BatchCompletionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    /// <summary>The rule, what the branches do (S succeeds, F fails), the reason, and how many succeeded and failed.</summary>
    public static TheoryData<string, string, CompletionReason, int, int> Rules => new()
    {
        { "all successful", "SSS", CompletionReason.AllCompleted, 3, 0 },
        { "all successful", "SFS", CompletionReason.FailureToleranceExceeded, 1, 1 },
        { "all successful", "SSF", CompletionReason.FailureToleranceExceeded, 2, 1 },
        { "nothing set", "SSS", CompletionReason.AllCompleted, 3, 0 },
        { "nothing set", "SFS", CompletionReason.FailureToleranceExceeded, 1, 1 },
        { "all completed", "FSF", CompletionReason.AllCompleted, 1, 2 },
        { "all completed", "FFF", CompletionReason.AllCompleted, 0, 3 },
        { "first successful", "FFSS", CompletionReason.MinSuccessfulReached, 1, 2 },
        { "first successful", "FFF", CompletionReason.AllCompleted, 0, 3 },
        { "first successful", "FFS", CompletionReason.AllCompleted, 1, 2 },
        { "2 successful", "SFSS", CompletionReason.MinSuccessfulReached, 2, 1 },
        { "2 successful", "SFFF", CompletionReason.AllCompleted, 1, 3 },
        { "2 successful, 1 failure", "FSFS", CompletionReason.FailureToleranceExceeded, 1, 2 },
        { "2 successful, 1 failure", "FSSS", CompletionReason.MinSuccessfulReached, 2, 1 },
        { "1 failure", "FSFS", CompletionReason.FailureToleranceExceeded, 1, 2 },
        { "1 failure", "FSSS", CompletionReason.AllCompleted, 3, 1 },
        { "half of failures", "FFSS", CompletionReason.AllCompleted, 2, 2 },
        { "half of failures", "FFFS", CompletionReason.FailureToleranceExceeded, 0, 3 },
        { "no share of failures", "SFSS", CompletionReason.FailureToleranceExceeded, 1, 1 },
        { "every share of failures", "FFFF", CompletionReason.AllCompleted, 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_map_ends_by_its_rule(string rule, string branches, CompletionReason reason, int succeeded, int failed)
    {
        var config = new MapConfig<char> { MaxConcurrency = 1, CompletionConfig = Rule(rule) };

        var (first, replayed) = await RunAndReplayAsync(async context => Summarize(await context.MapAsync(
            branches.ToCharArray(), static (branch, item, _, _, _) => BranchAsync(branch, item), config: config)));

        Assert.Equal(Expected(branches, reason, succeeded, failed), first);
        Assert.Equal(first, replayed);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_flat_parallel_ends_by_its_rule(string rule, string branches, CompletionReason reason, int succeeded, int failed)
    {
        var config = new ParallelConfig { MaxConcurrency = 1, CompletionConfig = Rule(rule), NestingType = NestingType.Flat };

        var (first, replayed) = await RunAndReplayAsync(async context => Summarize(await context.ParallelAsync(
            [.. branches.Select(static item => new Func<IDurableContext, CancellationToken, Task<int>>((branch, _) => BranchAsync(branch, item)))],
            config: config)));

        Assert.Equal(Expected(branches, reason, succeeded, failed), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task What_has_settled_before_the_host_dies_counts_after_it()
    {
        ConcurrentQueue<int> runs = [];
        await ServeAsync(async context => Summarize(await context.MapAsync(
            "SSSS".ToCharArray(),
            async (branch, _, index, _, _) =>
            {
                runs.Enqueue(index);
                await branch.StepAsync((_, _) => Task.FromResult(1));
                await branch.WaitAsync(TimeSpan.FromSeconds(10 * (index + 1)));
                return index;
            },
            config: new MapConfig<char> { CompletionConfig = new CompletionConfig { MinSuccessful = 2 } })));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 4);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await Clock.DriveAsync(
            Host.WhenHistoryAsync(execution.Id, static history => history.Count(Model.HistoryEventType.ContextSucceeded) == 1), TimeSpan.FromSeconds(2));

        await Host.RestartAsync();

        // Only to the next branch: a clock that is driven could overtake it.
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("MinSuccessfulReached 0+ 1+ 2~ 3~", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
        Assert.Equal([0, 1, 2, 3], runs.Take(4).Order());
        Assert.Equal([1, 2, 3], runs.Skip(4).Order());
    }

    private static CompletionConfig Rule(string rule) => rule switch
    {
        "all successful" => CompletionConfig.AllSuccessful(),
        "nothing set" => new CompletionConfig(),
        "all completed" => CompletionConfig.AllCompleted(),
        "first successful" => CompletionConfig.FirstSuccessful(),
        "2 successful" => new CompletionConfig { MinSuccessful = 2 },
        "2 successful, 1 failure" => new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 1 },
        "1 failure" => new CompletionConfig { ToleratedFailureCount = 1 },
        "half of failures" => new CompletionConfig { ToleratedFailurePercentage = 0.5 },
        "no share of failures" => new CompletionConfig { ToleratedFailurePercentage = 0 },
        "every share of failures" => new CompletionConfig { ToleratedFailurePercentage = 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static Task<int> BranchAsync(IDurableContext branch, char what) => branch.StepAsync(
        (_, _) => what == 'S' ? Task.FromResult(1) : throw new TimeoutException("no"), config: new StepConfig { RetryStrategy = RetryStrategy.None });

    private static string Expected(string branches, CompletionReason reason, int succeeded, int failed) =>
        string.Join(' ', branches.Take(succeeded + failed).Select(static (what, index) => $"{index}{(what == 'S' ? '+' : '-')}").Prepend(reason.ToString()));

    private static string Summarize(IBatchResult<int> result)
    {
        Assert.Equal(result.TotalCount, result.SuccessCount + result.FailureCount + result.StartedCount);
        Assert.Equal(result.HasFailure, result.FailureCount > 0);
        return string.Join(' ', result.All.Select(static item => $"{item.Index}{item.Status switch
        {
            BatchItemStatus.Succeeded => '+',
            BatchItemStatus.Failed => '-',
            _ => '~',
        }}").Prepend(result.CompletionReason.ToString()));
    }
}
