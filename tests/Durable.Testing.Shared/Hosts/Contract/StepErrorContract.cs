using Durable.Model;

namespace Durable.Testing;

/// <summary>What the caller of a failed step sees.</summary>
public abstract class StepErrorContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly StepConfig s_noRetry = new() { RetryStrategy = RetryStrategy.None };

    [Fact]
    public async Task Type_message_and_data_are_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var exception = await Assert.ThrowsAsync<StepException>(() =>
                context.StepAsync<int>((_, _) => throw new FileNotFoundException("no such order"), config: s_noRetry));
            return (exception.GetType(), exception.ErrorType, exception.Message, exception.ErrorData, string.Join('\n', exception.OriginalStackTrace!));
        });

        Assert.Equal(("System.IO.FileNotFoundException", "no such order", null), (first.ErrorType, first.Message, first.ErrorData));
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task The_outer_exception_is_what_is_recorded_of_a_nested_one()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var exception = await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                (_, _) => throw new InvalidDataException("outer", new TimeoutException("inner")), config: s_noRetry));
            return (exception.ErrorType, exception.Message, HasInner: exception.InnerException is not null);
        });

        Assert.Equal(("System.IO.InvalidDataException", "outer", false), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task The_original_stack_trace_names_the_body()
    {
        var trace = await RunAsync(async context =>
        {
            var exception = await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>((_, _) => Explode(), config: s_noRetry));
            return string.Join('\n', exception.OriginalStackTrace!);
        });

        Assert.Contains(nameof(Explode), trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_throws_before_its_first_await_fails_like_any_other()
    {
        var message = await RunAsync(async context => (await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
            (_, _) => throw new InvalidOperationException("at once"), config: s_noRetry))).Message);

        Assert.Equal("at once", message);
    }

    [Fact]
    public async Task A_body_that_cancels_itself_has_failed()
    {
        using var own = new CancellationTokenSource();
        await own.CancelAsync();

        var type = await RunAsync(async context => (await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
            (_, _) => Task.FromCanceled<int>(own.Token), config: s_noRetry))).ErrorType);

        Assert.Equal(typeof(TaskCanceledException).FullName, type);
    }

    [Fact]
    public async Task A_failed_step_that_is_caught_does_not_end_the_execution()
    {
        var description = await RunToEndAsync(async context =>
        {
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>((_, _) => throw new TimeoutException("no"), config: s_noRetry));
            return await context.StepAsync((_, _) => Task.FromResult("plan B"));
        });

        Assert.Equal((ExecutionStatus.Succeeded, "\"plan B\""), (description.Status, description.Result));
    }

    [Fact]
    public async Task A_failed_step_that_is_not_caught_ends_the_execution_with_its_error()
    {
        var description = await RunToEndAsync(context =>
            context.StepAsync<int>((_, _) => throw new TimeoutException("no answer"), config: s_noRetry));

        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Equal((typeof(TimeoutException).FullName, "no answer"), (description.Error!.ErrorType, description.Error.ErrorMessage));
    }

    [Fact]
    public async Task An_error_that_is_too_long_loses_its_stack_trace_first_and_is_then_shortened()
    {
        await ServeAsync(context => context.StepAsync<int>(
            (_, _) => throw new InvalidOperationException(new string('x', 100_000)), config: s_noRetry));

        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();

        var error = Assert.Single((await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.StepFailed)).Details.Error!.Payload!;
        Assert.Null(error.StackTrace);
        Assert.StartsWith("xxxx", error.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith("[shortened]", error.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(error.ErrorMessage!.Length, 1_000, DurableLimits.MaxErrorBytes);
    }

    [Fact]
    public async Task A_result_that_does_not_serialize_ends_the_execution_and_is_not_retried()
    {
        var runs = 0;

        var description = await RunToEndAsync(context => context.StepAsync((_, _) =>
        {
            runs++;
            return Task.FromResult<Delegate>(static () => { });
        }));

        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Equal(typeof(PayloadSerializationException).FullName, description.Error!.ErrorType);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_result_that_can_no_longer_be_read_ends_the_execution_and_names_the_step()
    {
        Host.Engine = static options => options.OnDivergence = DivergenceBehavior.Fail;
        await Host.StartAsync(durable => durable.AddFunction<string?, string>(Function, async (_, context) =>
        {
            var text = await context.StepAsync((_, _) => Task.FromResult("not a number"), "changed");
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return text;
        }));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);

        await Host.RestartAsync(durable => durable.AddFunction<string?, int>(
            Function, (_, context) => context.StepAsync((_, _) => Task.FromResult(1), "changed")));

        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();
        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Equal(typeof(PayloadSerializationException).FullName, description.Error!.ErrorType);
        Assert.Contains("the result of step 'changed' as System.Int32", description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    private static Task<int> Explode() => throw new InvalidOperationException("boom");
}
