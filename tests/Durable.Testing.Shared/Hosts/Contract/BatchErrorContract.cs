using Durable.Model;

namespace Durable.Testing;

/// <summary>Failed branches and refused configurations of maps and parallels.</summary>
public abstract class BatchErrorContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly MapConfig<string> s_all = new() { CompletionConfig = CompletionConfig.AllCompleted() };

    /// <summary>Configurations that cannot work for three branches.</summary>
    public static TheoryData<string> Refused => ["concurrency 0", "minimum 0", "minimum 4", "count -1", "share -0.1", "share 1.1", "share NaN"];

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Failed_branches_do_not_throw_and_their_errors_are_the_same_on_replay(NestingType nesting)
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await MapAsync(context, s_all with { NestingType = nesting });
            var error = Assert.IsType<ChildContextException>(result.Failed[0].Error);
            return (
                Messages: string.Join(' ', result.GetErrors().Select(static item => item.Message)),
                error.ErrorType,
                error.SubType,
                result.FailureCount,
                result.CompletionReason,
                Results: string.Join(' ', result.GetResults()));
        });

        Assert.Equal(("bad-1 bad-2", typeof(InvalidDataException).FullName, "MapIteration", 2, CompletionReason.AllCompleted, "good"), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Throwing_is_asked_for_and_throws_the_first_error_by_index()
    {
        var message = await RunAsync(async context =>
        {
            var result = await MapAsync(context, s_all);
            return Assert.Throws<ChildContextException>(result.ThrowIfError).Message;
        });

        Assert.Equal("bad-1", message);
    }

    [Fact]
    public async Task A_map_with_failed_branches_succeeds_in_history()
    {
        var history = await RunForHistoryAsync(async context => (await MapAsync(context, s_all)).FailureCount);

        Assert.Equal(2, history.Count(HistoryEventType.ContextFailed));
        Assert.Equal(HistoryEventType.ContextSucceeded, history.Named("map")[^1].EventType);
    }

    [Fact]
    public async Task An_error_that_nobody_asks_for_does_not_end_the_execution()
    {
        var description = await RunToEndAsync(async context => (await MapAsync(context, new MapConfig<string>())).CompletionReason);

        Assert.Equal((ExecutionStatus.Succeeded, "\"FailureToleranceExceeded\""), (description.Status, description.Result));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_map_that_cannot_work_is_refused_and_leaves_no_trace(string what)
    {
        await ServeAsync(async context => (await MapAsync(context, (MapConfig<string>)Break(new MapConfig<string>(), what))).TotalCount);

        var execution = await StartAsync();
        var description = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(ArgumentOutOfRangeException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.Equal(
            [HistoryEventType.ExecutionStarted, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionFailed],
            (await Client.ReadHistoryAsync(execution.Id)).Types);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_parallel_that_cannot_work_is_refused_and_takes_no_id(string what)
    {
        var history = await RunForHistoryAsync(async context =>
        {
            Func<IDurableContext, CancellationToken, Task<int>>[] branches = [(_, _) => Task.FromResult(1), (_, _) => Task.FromResult(2), (_, _) => Task.FromResult(3)];
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => context.ParallelAsync(branches, config: (ParallelConfig)Break(new ParallelConfig(), what)));
            return await context.StepAsync((_, _) => Task.FromResult(1));
        });

        Assert.Equal("1", Assert.Single(history.Of(HistoryEventType.StepSucceeded)).Id);
        Assert.Equal(0, history.Count(HistoryEventType.ContextStarted));
    }

    [Fact]
    public async Task A_branch_result_that_does_not_serialize_ends_the_execution()
    {
        var description = await RunToEndAsync(async context => (await context.MapAsync(
            ["x"], (_, _, _, _, _) => Task.FromResult<Delegate>(static () => { }))).TotalCount);

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (description.Status, description.Error!.ErrorType));
    }

    private static Task<IBatchResult<string>> MapAsync(IDurableContext context, MapConfig<string> config) => context.MapAsync(
        ["good", "bad-1", "bad-2"],
        static (_, item, _, _, _) => item == "good" ? Task.FromResult(item) : throw new InvalidDataException(item, new TimeoutException("inner")),
        "map",
        config);

    private static BatchConfig Break(BatchConfig config, string what) => what switch
    {
        "concurrency 0" => config with { MaxConcurrency = 0 },
        "minimum 0" => config with { CompletionConfig = new CompletionConfig { MinSuccessful = 0 } },
        "minimum 4" => config with { CompletionConfig = new CompletionConfig { MinSuccessful = 4 } },
        "count -1" => config with { CompletionConfig = new CompletionConfig { ToleratedFailureCount = -1 } },
        "share -0.1" => config with { CompletionConfig = new CompletionConfig { ToleratedFailurePercentage = -0.1 } },
        "share 1.1" => config with { CompletionConfig = new CompletionConfig { ToleratedFailurePercentage = 1.1 } },
        "share NaN" => config with { CompletionConfig = new CompletionConfig { ToleratedFailurePercentage = double.NaN } },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
