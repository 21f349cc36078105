namespace Durable.Testing;

/// <summary>Batches whose results together do not fit into one payload: a summary is stored, and replays make the results again.</summary>
public abstract class LargeBatchContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private int _steps;

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Results_over_256_KiB_are_the_same_on_replay_and_no_step_runs_again(NestingType nesting)
    {
        var (first, replayed) = await RunAndReplayAsync(async context => Digest(await context.MapAsync(
            Enumerable.Range(0, 10).ToArray(), (branch, item, _, _, _) => LargeAsync(branch, item, 60_000), "large", new MapConfig<int> { NestingType = nesting })));

        Assert.Equal("AllCompleted " + string.Join(' ', Enumerable.Range(0, 10).Select(static index => $"{index}Succeeded:{(char)('a' + index)}60000")), first);
        Assert.Equal(first, replayed);
        Assert.Equal(10, _steps);
    }

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Failed_started_and_absent_branches_stay_what_they_are(NestingType nesting)
    {
        var bodies = 0;
        var allStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var config = new ParallelConfig
        {
            MaxConcurrency = 4,
            NestingType = nesting,
            CompletionConfig = new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 5 },
        };

        var (first, replayed) = await RunAndReplayAsync(async context => Digest(await context.ParallelAsync(
            [
                async (branch, _) =>
                {
                    Interlocked.Increment(ref bodies);
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                    return "";
                },
                (branch, _) => branch.StepAsync<string>((_, _) => throw new TimeoutException("no"), config: new StepConfig { RetryStrategy = RetryStrategy.None }),
                (branch, _) => LargeAsync(branch, 2, 200_000),
                async (branch, _) =>
                {
                    // The last branch starts when the failed and the successful one have made room.
                    await allStarted.Task;
                    return await LargeAsync(branch, 3, 200_000);
                },
                async (branch, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                    return "";
                },
                async (branch, _) =>
                {
                    allStarted.TrySetResult();
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                    return "";
                },
                (_, _) => Task.FromResult("never started"),
            ],
            "large",
            config)));

        Assert.Equal("MinSuccessfulReached 0Started 1Failed:no 2Succeeded:c200000 3Succeeded:d200000 4Started 5Started", first);
        Assert.Equal(first, replayed);
        Assert.Equal((1, 2), (bodies, _steps));
    }

    [Fact]
    public async Task One_branch_may_return_more_than_256_KiB()
    {
        var (first, replayed) = await RunAndReplayAsync(async context => Digest(await context.MapAsync(
            [0, 1],
            async (branch, item, _, _, _) => await LargeAsync(branch, item, 200_000) + await LargeAsync(branch, item, 200_000))));

        Assert.Equal("AllCompleted 0Succeeded:a400000 1Succeeded:b400000", first);
        Assert.Equal(first, replayed);
        Assert.Equal(4, _steps);
    }

    [Fact]
    public async Task A_large_map_in_a_child_context_is_made_again_from_its_branches()
    {
        var (first, replayed) = await RunAndReplayAsync(context => context.RunInChildContextAsync(async (child, _) =>
        {
            var result = await child.MapAsync(Enumerable.Range(0, 5).ToArray(), (branch, item, _, _, _) => LargeAsync(branch, item, 100_000));
            return string.Concat(result.GetResults());
        }));

        Assert.Equal(500_000, first.Length);
        Assert.Equal(first, replayed);
        Assert.Equal(5, _steps);
    }

    [Fact]
    public async Task The_summary_in_history_is_small()
    {
        var history = await RunForHistoryAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 400).ToArray(), (branch, item, _, _, _) => LargeAsync(branch, 0, 1_000), "large")).SuccessCount);

        Assert.InRange(history.Named("large")[^1].Details.Result!.Payload!.Length, 1, 300);
    }

    [Fact]
    public async Task A_map_of_thousands_of_items_survives_a_restart()
    {
        var (first, replayed) = await RunAndReplayAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 3_000).ToArray(), static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)))).GetResults().Sum());

        Assert.Equal(3_000 * 2_999 / 2, first);
        Assert.Equal(first, replayed);
    }

    private Task<string> LargeAsync(IDurableContext branch, int index, int length) => branch.StepAsync((_, _) =>
    {
        Interlocked.Increment(ref _steps);
        return Task.FromResult(new string((char)('a' + index), length));
    });

    private static string Digest(IBatchResult<string> result) => string.Join(' ', result.All.Select(static item => item.Status switch
    {
        BatchItemStatus.Succeeded => $"{item.Index}{item.Status}:{item.Result![0]}{item.Result.Length}",
        BatchItemStatus.Failed => $"{item.Index}{item.Status}:{item.Error!.Message}",
        _ => $"{item.Index}{item.Status}",
    }).Prepend(result.CompletionReason.ToString()));
}
