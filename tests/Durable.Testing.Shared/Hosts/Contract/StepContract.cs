using Durable.Model;

namespace Durable.Testing;

/// <summary>What a step gives to its body and to its caller.</summary>
public abstract class StepContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task A_step_returns_what_its_body_returned()
    {
        var result = await RunAsync(context => context.StepAsync((_, _) => Task.FromResult(42)));

        Assert.Equal(42, result);
    }

    [Fact]
    public async Task Steps_run_one_after_the_other_in_program_order()
    {
        List<string> order = [];

        await RunAsync(async context =>
        {
            await context.StepAsync((_, _) => Done(order, "first"));
            await context.StepAsync((_, _) => Done(order, "second"));
            return await context.StepAsync((_, _) => Done(order, "third"));
        });

        Assert.Equal(["first", "second", "third"], order);
    }

    [Fact]
    public async Task Steps_started_together_run_at_the_same_time()
    {
        var inside = new CountdownEvent(2);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task<int> MeetAsync(IStepContext step, CancellationToken token)
        {
            if (inside.Signal())
            {
                both.SetResult();
            }

            await both.Task;
            return step.AttemptNumber;
        }

        var attempts = await RunAsync(context => Task.WhenAll(context.StepAsync(MeetAsync), context.StepAsync(MeetAsync))).OrFail();

        Assert.Equal([1, 1], attempts);
    }

    [Fact]
    public async Task A_step_without_a_result_is_recorded_without_one()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await context.StepAsync((_, _) => Task.CompletedTask, "silent");
            return 1;
        });

        var succeeded = Assert.Single(history.Of(HistoryEventType.StepSucceeded));
        Assert.Equal("silent", succeeded.Name);
        Assert.Equal(new EventPayload(null, Truncated: false), succeeded.Details.Result);
    }

    [Fact]
    public async Task A_null_result_is_null_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(context => context.StepAsync((_, _) => Task.FromResult<string?>(null)));

        Assert.Null(first);
        Assert.Null(replayed);
    }

    [Fact]
    public async Task A_finished_step_does_not_run_again_on_replay()
    {
        var runs = 0;

        var (first, replayed) = await RunAndReplayAsync(context => context.StepAsync((_, _) => Task.FromResult(Interlocked.Increment(ref runs))));

        Assert.Equal((1, 1), (first, replayed));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task The_function_sees_the_result_as_the_serializer_gives_it_back_on_first_run_too()
    {
        // The private part does not survive JSON: no difference between the runs may hide behind that.
        var (first, replayed) = await RunAndReplayAsync(context => context.StepAsync((_, _) => Task.FromResult(new Leaky { Kept = 1, Lost = 2 })));

        Assert.Equal(new Leaky { Kept = 1, Lost = 0 }, first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_step_is_written_and_read_by_its_own_serializer()
    {
        var config = new StepConfig { Serializer = new TaggingSerializer("mine") };

        var (first, replayed) = await RunAndReplayAsync(context => context.StepAsync((_, _) => Task.FromResult("x"), "tagged", config));

        Assert.Equal(("x", "x"), (first, replayed));
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        var succeeded = Assert.Single((await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.StepSucceeded));
        Assert.Equal("mine:\"x\"", succeeded.Details.Result!.Payload);
    }

    [Fact]
    public async Task A_serializer_is_told_to_which_operation_a_payload_belongs()
    {
        var serializer = new TaggingSerializer("mine");
        string? operationId = null;

        await RunAsync(context => context.StepAsync(
            (step, _) =>
            {
                operationId = step.OperationId;
                return Task.FromResult(1);
            },
            config: new StepConfig { Serializer = serializer }));

        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        Assert.Equal([new SerializationContext(execution.Id, operationId)], serializer.Contexts.Distinct());
    }

    [Fact]
    public async Task A_body_sees_the_id_under_which_its_step_stands_in_history()
    {
        List<string> ids = [];

        var history = await RunForHistoryAsync(async context =>
        {
            await context.StepAsync((step, _) => Done(ids, step.OperationId));
            return await context.StepAsync((step, _) => Done(ids, step.OperationId));
        });

        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, history.Of(HistoryEventType.StepSucceeded).Select(static item => item.Id));
    }

    [Fact]
    public async Task A_step_logs_with_the_fields_of_its_attempt()
    {
        string? operationId = null;
        string? arn = null;

        await RunAsync(context => context.StepAsync(
            (step, _) =>
            {
                (operationId, arn) = (step.OperationId, context.ExecutionContext.DurableExecutionArn);
                step.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "hello", null, static (text, _) => text);
                return Task.FromResult(1);
            },
            "talkative"));

        var line = Assert.Single(Host.Log.Lines, static line => line.Message == "hello");
        Assert.Equal(arn, line.Fields["executionArn"]);
        Assert.Equal(operationId, line.Fields["operationId"]);
        Assert.Equal("talkative", line.Fields["operationName"]);
        Assert.Equal(1, line.Fields["attempt"]);
    }

    [Fact]
    public async Task A_token_given_to_a_step_reaches_its_body()
    {
        using var source = new CancellationTokenSource();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            try
            {
                await context.StepAsync(
                    async (_, token) =>
                    {
                        entered.SetResult();
                        await new TaskCompletionSource().Task.WaitAsync(token);
                    },
                    cancellationToken: source.Token);
                return "finished";
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        });
        var execution = await StartAsync();
        await entered.Task.OrFail();

        await source.CancelAsync();

        Assert.Equal("cancelled", await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("naïve")]
    public async Task A_name_that_cannot_be_recorded_is_refused_and_leaves_no_trace(string name)
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() => context.StepAsync((_, _) => Task.FromResult(1), name));
            return await context.StepAsync((_, _) => Task.FromResult(2), "good");
        });

        Assert.Equal(1, history.Count(HistoryEventType.StepStarted));
        Assert.Equal("1", Assert.Single(history.Of(HistoryEventType.StepSucceeded)).Id);
    }

    [Fact]
    public async Task A_name_may_have_256_characters_and_not_one_more()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() => context.StepAsync((_, _) => Task.FromResult(1), new string('x', 257)));
            return await context.StepAsync((_, _) => Task.FromResult(2), new string('x', 256));
        });

        Assert.Equal(new string('x', 256), Assert.Single(history.Of(HistoryEventType.StepSucceeded)).Name);
    }

    [Fact]
    public async Task A_result_of_256_KiB_is_kept_and_one_byte_more_ends_the_execution()
    {
        // The payload is the text in quotes.
        var fits = new string('x', DurableLimits.MaxOperationPayloadBytes - 2);
        await Host.StartAsync(durable => durable.AddFunction<int, int>(
            Function, async (length, context) => (await context.StepAsync((_, _) => Task.FromResult(new string('x', length)), "large")).Length));

        var kept = await Client.StartAsync(Function, fits.Length);
        var refused = await Client.StartAsync(Function, fits.Length + 1);

        Assert.Equal(fits.Length, await kept.WithResult<int>().WaitForResultAsync().OrFail());
        var description = await refused.WaitForCompletionAsync().OrFail();
        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Equal(typeof(PayloadSerializationException).FullName, description.Error!.ErrorType);
        Assert.Contains("step 'large' has 262145 bytes; the limit is 262144", description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_body_must_not_call_durable_operations()
    {
        var error = await RunAsync(async context => (await Assert.ThrowsAsync<StepException>(() => context.StepAsync(
            (_, token) => context.StepAsync((_, _) => Task.FromResult(1), cancellationToken: token),
            config: new StepConfig { RetryStrategy = RetryStrategy.None }))).Message);

        Assert.Contains("a step body must not call durable operations", error, StringComparison.Ordinal);
    }

    private static Task<string> Done(List<string> order, string what)
    {
        order.Add(what);
        return Task.FromResult(what);
    }
}
