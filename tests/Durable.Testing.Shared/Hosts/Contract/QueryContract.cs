using Durable.Model;

namespace Durable.Testing;

/// <summary>What clients can ask about executions.</summary>
public abstract class QueryContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task A_running_execution_is_described_by_what_is_committed()
    {
        await Host.StartAsync(durable => durable.AddFunction<int>(
            Function,
            static (_, context) => context.WaitAsync(TimeSpan.FromSeconds(30)),
            static options => (options.Version, options.ExecutionTimeout, options.Retention) = ("7", TimeSpan.FromHours(1), TimeSpan.FromDays(2))));
        var start = Clock.GetUtcNow();
        var execution = await Client.StartAsync(Function, 5, new StartOptions { Name = "order-1" });
        await WhenWaitingAsync(execution);

        var description = await execution.DescribeAsync();

        Assert.Equal(new ExecutionId(Function, "order-1"), description.Id);
        Assert.StartsWith("arn:durable:lambda:local:000000000000:function:under-test:7/durable-execution/order-1/", description.Arn, StringComparison.Ordinal);
        Assert.Equal(("7", ExecutionStatus.Running, start, null), (description.FunctionVersion, description.Status, description.StartedAt, description.EndedAt));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromDays(2)), (description.ExecutionTimeout, description.Retention));
        Assert.Equal(("5", null, null), (description.Input, description.Result, description.Error));
        Assert.Equal((1, 2), (description.Usage.Operations, description.Usage.Checkpoints));
    }

    [Fact]
    public async Task A_description_says_what_the_store_has_counted()
    {
        await Host.StartAsync(durable => durable.AddFunction<int, int>(Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input))));
        var execution = await Client.StartAsync(Function, 5);
        await execution.WaitForCompletionAsync().OrFail();

        var usage = (await execution.DescribeAsync(includeData: false)).Usage;

        // A store charges by units, or it has rows.
        var counted = (await Host.Store.ReadUsageAsync(execution.Id))!.Value;
        var hasRows = counted.RowsWritten > 0;
        Assert.Equal((counted.Requests, hasRows ? null : counted.WriteUnits), (usage.StorageRequests, usage.WriteUnits));
        Assert.Equal(hasRows ? counted.RowsWritten : null, usage.RowsWritten);
        Assert.Equal(usage, (await execution.DescribeAsync()).Usage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_of_a_history_ends_early_where_its_data_is_large(bool reverseOrder)
    {
        const int Steps = 24;
        await ServeAsync(static async context =>
        {
            for (var i = 0; i < Steps; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(new string((char)('a' + i), 250_000)));
            }
        });
        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();

        List<HistoryPage> pages = [];
        do
        {
            pages.Add(await execution.GetHistoryAsync(new HistoryQuery { PageSize = 1000, ReverseOrder = reverseOrder, Marker = pages.LastOrDefault()?.NextMarker }));
        }
        while (pages[^1].NextMarker is not null);

        Assert.Equal(2, pages.Count);
        Assert.All(pages, static page => Assert.InRange(page.Events.Sum(static one => one.Details.Result?.Payload?.Length ?? 0), 1, 4 * 1024 * 1024));
        var events = pages.SelectMany(static page => page.Events).OrderBy(static one => one.EventId).ToList();
        Assert.Equal(Enumerable.Range(1, (2 * Steps) + 3), events.Select(static one => (int)one.EventId));
        Assert.Equal(
            Enumerable.Range(0, Steps).Select(static i => (char)('a' + i)),
            events.Where(static one => one.EventType == HistoryEventType.StepSucceeded).Select(static one => one.Details.Result!.Payload![1]));
        Assert.Null((await execution.GetHistoryAsync(new HistoryQuery { PageSize = 1000, IncludeExecutionData = false })).NextMarker);
    }

    [Fact]
    public async Task A_description_without_data_leaves_input_and_result_out()
    {
        await Host.StartAsync(durable => durable.AddFunction<int, int>(Function, static (input, _) => Task.FromResult(input)));
        var execution = await Client.StartAsync(Function, 5);
        await execution.WaitForCompletionAsync().OrFail();

        var description = await execution.DescribeAsync(includeData: false);

        Assert.Equal((false, null, null, ExecutionStatus.Succeeded), (description.DataIncluded, description.Input, description.Result, description.Status));
    }

    [Fact]
    public async Task The_name_in_wire_form_is_the_one_the_function_sees_on_every_run()
    {
        var (first, replayed) = await RunAndReplayAsync(static context =>
            Task.FromResult((context.ExecutionContext.DurableExecutionArn, context.ExecutionContext.ExecutionId)));

        Assert.Equal(first, replayed);
        var description = await Client.DescribeAsync(first.ExecutionId);
        Assert.Equal(description.Arn, first.DurableExecutionArn);
    }

    [Fact]
    public async Task An_execution_that_is_not_there_cannot_be_described()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var nobody = new ExecutionId(Function, "nobody");

        Assert.Equal(nobody, (await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(nobody))).ExecutionId);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.GetHistoryAsync(nobody));
    }

    [Fact]
    public async Task A_list_has_the_newest_executions_first_and_can_be_turned_around()
    {
        await StartManyAsync();

        Assert.Equal(["f/5", "f/4", "g/3", "f/2", "f/1", "f/0"], await ListAsync(new ExecutionQuery()));
        Assert.Equal(["f/0", "f/1", "f/2", "g/3", "f/4", "f/5"], await ListAsync(new ExecutionQuery { OldestFirst = true }));
    }

    [Fact]
    public async Task A_list_can_be_narrowed_by_function_name_status_and_time()
    {
        var start = Clock.GetUtcNow();
        await StartManyAsync();

        Assert.Equal(["g/3"], await ListAsync(new ExecutionQuery { FunctionName = "g" }));
        Assert.Equal(["f/2"], await ListAsync(new ExecutionQuery { Name = "2" }));
        Assert.Equal(["f/5", "f/0"], await ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running] }));
        Assert.Equal(["f/5", "f/1", "f/0"], await ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running, ExecutionStatus.Failed] }));
        Assert.Equal(["f/4", "g/3", "f/2"], await ListAsync(new ExecutionQuery { StartedAfter = start.AddMinutes(1), StartedBefore = start.AddMinutes(5) }));
        Assert.Equal([], await ListAsync(new ExecutionQuery { FunctionName = "h" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_follow_each_other_without_gaps_while_executions_start_and_end(bool oldestFirst)
    {
        await StartManyAsync();
        var query = new ExecutionQuery { PageSize = 4, OldestFirst = oldestFirst };

        var first = await Client.ListAsync(query);
        await Client.StartAsync("f", "done", new StartOptions { Name = "late" });
        await Client.StopAsync(new ExecutionId("f", "0")).OrFail();
        var second = await Client.ListAsync(query with { Marker = first.NextMarker });

        string[] expected = oldestFirst ? ["f/0", "f/1", "f/2", "g/3", "f/4", "f/5", "f/late"] : ["f/5", "f/4", "g/3", "f/2", "f/1", "f/0"];
        Assert.Equal(expected, first.Executions.Concat(second.Executions).Select(static item => item.Id.ToString()));
        Assert.Null(second.NextMarker);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public async Task What_executions_have_cost_is_summed_by_function_page_by_page(int pageSize)
    {
        await StartManyAsync();
        var query = new ExecutionQuery { PageSize = pageSize };

        var sums = new Dictionary<string, (long Executions, ExecutionUsage Usage)>();
        do
        {
            var page = await Client.SumUsageAsync(query);
            foreach (var function in page.Functions)
            {
                var sum = sums.GetValueOrDefault(function.FunctionName, (0, new ExecutionUsage()));
                sums[function.FunctionName] = (sum.Item1 + function.Executions, sum.Item2 + function.Usage);
            }

            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        Assert.Equal(["f", "g"], sums.Keys.Order());
        Assert.Equal((5, 1), (sums["f"].Executions, sums["g"].Executions));
        var expected = new ExecutionUsage();
        foreach (var name in (string[])["0", "1", "2", "4", "5"])
        {
            expected += (await Client.DescribeAsync(new ExecutionId("f", name))).Usage;
        }

        Assert.Equal(
            (expected.Operations, expected.Checkpoints, expected.LogBytes),
            (sums["f"].Usage.Operations, sums["f"].Usage.Checkpoints, sums["f"].Usage.LogBytes));
        Assert.Equal(["g"], (await Client.SumUsageAsync(new ExecutionQuery { FunctionName = "g" })).Functions.Select(static item => item.FunctionName));
        Assert.Empty((await Client.SumUsageAsync(new ExecutionQuery { FunctionName = "h" })).Functions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_has_1_to_1000_entries(int pageSize)
    {
        await StartManyAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.ListAsync(new ExecutionQuery { PageSize = pageSize }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.GetHistoryAsync(new ExecutionId("f", "0"), new HistoryQuery { PageSize = pageSize }));
    }

    [Fact]
    public async Task A_marker_that_nobody_handed_out_is_refused()
    {
        await StartManyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => Client.ListAsync(new ExecutionQuery { Marker = "made up" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.GetHistoryAsync(new ExecutionId("f", "0"), new HistoryQuery { Marker = "made up" }));
    }

    [Fact]
    public async Task A_history_is_read_page_by_page_in_either_direction()
    {
        await ServeAsync(static async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(1));
            }
        });
        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal(Enumerable.Range(1, 13), await ReadIdsAsync(execution, new HistoryQuery { PageSize = 5 }, pages: 3));
        Assert.Equal(Enumerable.Range(1, 13).Reverse(), await ReadIdsAsync(execution, new HistoryQuery { PageSize = 5, ReverseOrder = true }, pages: 3));
        Assert.Equal(Enumerable.Range(1, 13), await ReadIdsAsync(execution, new HistoryQuery { PageSize = 13 }, pages: 1));
    }

    [Fact]
    public async Task A_history_without_data_marks_what_it_leaves_out()
    {
        await Host.StartAsync(durable => durable.AddFunction<int, int>(Function, static async (input, context) =>
        {
            await context.StepAsync((_, _) => Task.CompletedTask, "silent");
            await context.StepAsync((_, _) => Task.FromResult(2), "telling");
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                (_, _) => throw new TimeoutException("no"), "failing", new StepConfig { RetryStrategy = RetryStrategy.None }));
            return input;
        }));
        var execution = await Client.StartAsync(Function, 5);
        await execution.WaitForCompletionAsync().OrFail();

        var with = new History((await execution.GetHistoryAsync()).Events);
        var without = new History((await execution.GetHistoryAsync(new HistoryQuery { IncludeExecutionData = false })).Events);

        Assert.Equal(with.Types, without.Types);
        Assert.Equal(new EventPayload("5", Truncated: false), with.Events[0].Details.Input);
        Assert.Equal(new EventPayload(null, Truncated: true), without.Events[0].Details.Input);
        Assert.Equal(new EventPayload(null, Truncated: false), without.Named("silent")[^1].Details.Result);
        Assert.Equal(new EventPayload("2", Truncated: false), with.Named("telling")[^1].Details.Result);
        Assert.Equal(new EventPayload(null, Truncated: true), without.Named("telling")[^1].Details.Result);
        Assert.Equal("no", with.Named("failing")[^1].Details.Error!.Payload!.ErrorMessage);
        Assert.Equal(new EventError(null, Truncated: true), without.Named("failing")[^1].Details.Error);
        Assert.Equal(new EventPayload(null, Truncated: true), without.Events[^1].Details.Result);
    }

    [Fact]
    public async Task The_history_is_complete_when_the_result_is_there()
    {
        var history = await RunForHistoryAsync(static context => context.StepAsync((_, _) => Task.FromResult(1)));

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal([1L, 2, 3, 4, 5], history.Events.Select(static item => item.EventId));
    }

    // One a minute; the first and the last wait, the second fails.
    private async Task StartManyAsync()
    {
        await Host.StartAsync(durable => durable
            .AddFunction<string, int>("f", static async (what, context) =>
            {
                if (what == "wait")
                {
                    await context.WaitAsync(TimeSpan.FromDays(1));
                }

                return what == "fail" ? throw new InvalidOperationException(what) : 1;
            })
            .AddFunction<string, int>("g", static (_, _) => Task.FromResult(1)));
        foreach (var (function, name, what) in new[] { ("f", "0", "wait"), ("f", "1", "fail"), ("f", "2", "done"), ("g", "3", "done"), ("f", "4", "done"), ("f", "5", "wait") })
        {
            var execution = await Client.StartAsync(function, what, new StartOptions { Name = name });
            Task settled = what == "wait" ? WhenWaitingAsync(execution) : execution.WaitForCompletionAsync();
            await settled.OrFail();
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private async Task<IEnumerable<string>> ListAsync(ExecutionQuery query) =>
        (await Client.ListAsync(query)).Executions.Select(static item => item.Id.ToString());

    private async Task<List<int>> ReadIdsAsync(ExecutionHandle execution, HistoryQuery query, int pages)
    {
        List<int> ids = [];
        for (var page = 1; page <= pages; page++)
        {
            var answer = await execution.GetHistoryAsync(query);
            ids.AddRange(answer.Events.Select(static item => (int)item.EventId));
            Assert.Equal(page == pages, answer.NextMarker is null);
            query = query with { Marker = answer.NextMarker };
        }

        return ids;
    }
}
