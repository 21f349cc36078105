using Durable.Model;

namespace Durable.Testing;

/// <summary>What the caller of a failed child context sees.</summary>
public abstract class ChildContextErrorContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Type_message_and_sub_type_are_the_same_on_first_run_and_on_replay(NestingType nesting)
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var exception = await Assert.ThrowsAsync<ChildContextException>(() => context.RunInChildContextAsync<int>(
                (_, _) => throw new InvalidDataException("bad order", new TimeoutException("inner")),
                config: new ChildContextConfig { SubType = "Order", NestingType = nesting }));
            return (exception.ErrorType, exception.Message, exception.ErrorData, exception.SubType, HasInner: exception.InnerException is not null);
        });

        Assert.Equal((typeof(InvalidDataException).FullName, "bad order", null, "Order", false), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_failed_context_shows_in_history_with_its_error()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ChildContextException>(() => context.RunInChildContextAsync<int>((_, _) => throw new TimeoutException("late"), "slow"));
            return 1;
        });

        var failed = Assert.Single(history.Of(HistoryEventType.ContextFailed));
        Assert.Equal(("slow", typeof(TimeoutException).FullName, "late"), (failed.Name, failed.Details.Error!.Payload!.ErrorType, failed.Details.Error.Payload.ErrorMessage));
    }

    [Fact]
    public async Task The_error_of_a_step_goes_up_through_every_context()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var exception = await Assert.ThrowsAsync<ChildContextException>(() => context.RunInChildContextAsync((outer, _) =>
                outer.RunInChildContextAsync((inner, _) => inner.StepAsync<int>(
                    (_, _) => throw new TimeoutException("late"), config: new StepConfig { RetryStrategy = RetryStrategy.None }))));
            return (exception.ErrorType, exception.Message);
        });

        Assert.Equal((typeof(TimeoutException).FullName, "late"), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_mapped_error_is_made_from_the_same_exception_on_first_run_and_on_replay()
    {
        List<(string?, string, string?)> mapped = [];
        var config = new ChildContextConfig
        {
            ErrorMapping = exception =>
            {
                var error = Assert.IsType<ChildContextException>(exception);
                mapped.Add((error.ErrorType, error.Message, error.SubType));
                return new InvalidOperationException("mapped");
            },
        };

        var (first, replayed) = await RunAndReplayAsync(async context => (await Assert.ThrowsAsync<InvalidOperationException>(() =>
            context.RunInChildContextAsync<int>((_, _) => throw new TimeoutException("late"), config: config))).Message);

        Assert.Equal(("mapped", "mapped"), (first, replayed));
        Assert.Equal(Enumerable.Repeat<(string?, string, string?)>((typeof(TimeoutException).FullName, "late", "RunInChildContext"), 2), mapped);
    }

    [Fact]
    public async Task A_context_that_fails_after_a_wait_does_not_run_again()
    {
        var runs = 0;

        var (first, replayed) = await RunAndReplayAsync(async context => (await Assert.ThrowsAsync<ChildContextException>(() =>
            context.RunInChildContextAsync<int>(async (child, _) =>
            {
                runs++;
                await child.WaitAsync(TimeSpan.FromSeconds(1));
                throw new TimeoutException("late");
            }))).Message);

        Assert.Equal(("late", "late", 1), (first, replayed, runs));
    }

    [Fact]
    public async Task A_result_that_does_not_serialize_ends_the_execution_and_names_the_context()
    {
        var description = await RunToEndAsync(context => context.RunInChildContextAsync<Delegate>((_, _) => Task.FromResult<Delegate>(static () => { }), "odd"));

        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Equal(typeof(PayloadSerializationException).FullName, description.Error!.ErrorType);
        Assert.Contains("the result of context 'odd'", description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_given_to_a_context_reaches_its_body_and_cancelling_it_is_recorded()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            using var source = new CancellationTokenSource();
            var context1 = context.RunInChildContextAsync<int>(
                async (_, token) =>
                {
                    await new TaskCompletionSource().Task.WaitAsync(token);
                    return 1;
                },
                "given up",
                cancellationToken: source.Token);
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context1);
            return 1;
        });

        Assert.Equal([HistoryEventType.ContextStarted, HistoryEventType.ContextFailed], history.Named("given up").Select(static e => e.EventType));
        Assert.Equal("CallCancelledError", history.Named("given up")[^1].Details.Error!.Payload!.ErrorType);
    }
}
