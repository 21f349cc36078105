using Durable.Model;

namespace Durable.Testing;

/// <summary>What happens after an attempt of a step has failed.</summary>
public abstract class StepRetryContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly IRetryStrategy s_everySecond = RetryStrategy.FromDelegate((_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(1)));

    [Fact]
    public async Task Without_a_strategy_a_step_has_six_attempts_with_growing_delays_of_at_most_a_minute()
    {
        var runs = 0;

        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>((_, _) => throw new TimeoutException($"run {++runs}")));
            return runs;
        });

        Assert.Equal(6, runs);
        Assert.Equal(6, history.Count(HistoryEventType.StepStarted));
        var failures = history.Of(HistoryEventType.StepFailed);
        Assert.Equal([1, 2, 3, 4, 5, 6], failures.Select(static failure => failure.Details.RetryDetails!.CurrentAttempt));
        Assert.Equal(Enumerable.Range(1, 6).Select(static run => $"run {run}"), failures.Select(static failure => failure.Details.Error!.Payload!.ErrorMessage));
        Assert.All(
            failures.Take(5).Zip([5, 10, 20, 40, 60]),
            static pair => Assert.InRange(pair.First.Details.RetryDetails!.NextAttemptDelaySeconds!.Value, 1, pair.Second));
        Assert.Null(failures[5].Details.RetryDetails!.NextAttemptDelaySeconds);
    }

    [Fact]
    public async Task A_step_that_succeeds_at_last_returns_its_result()
    {
        await ServeAsync(context => context.StepAsync(
            (step, _) => step.AttemptNumber < 3 ? throw new TimeoutException("not yet") : Task.FromResult(step.AttemptNumber),
            config: new StepConfig { RetryStrategy = s_everySecond }));
        var execution = await StartAsync();
        for (var suspended = 1; suspended <= 2; suspended++)
        {
            await Host.WhenHistoryAsync(execution.Id, history => history.Count(HistoryEventType.InvocationCompleted) == suspended);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await execution.WaitForCompletionAsync().OrFail();
        var history = await Client.ReadHistoryAsync(execution.Id);

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted,
                HistoryEventType.StepStarted, HistoryEventType.StepFailed, HistoryEventType.InvocationCompleted,
                HistoryEventType.StepStarted, HistoryEventType.StepFailed, HistoryEventType.InvocationCompleted,
                HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.InvocationCompleted,
                HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal("3", Assert.Single(history.Of(HistoryEventType.StepSucceeded)).Details.Result!.Payload);
    }

    [Fact]
    public async Task The_next_attempt_does_not_run_before_its_time()
    {
        List<DateTimeOffset> runs = [];
        var strategy = RetryStrategy.Exponential(3, TimeSpan.FromSeconds(7), jitter: JitterStrategy.None);
        var start = Clock.GetUtcNow();

        await ServeAsync(context => context.StepAsync(
            (step, _) =>
            {
                runs.Add(Clock.GetUtcNow());
                return step.AttemptNumber < 3 ? throw new TimeoutException("not yet") : Task.FromResult(1);
            },
            config: new StepConfig { RetryStrategy = strategy }));
        var execution = await StartAsync();
        foreach (var (failures, delay) in new[] { (1, 7), (2, 14) })
        {
            await Host.WhenHistoryAsync(execution.Id, history => history.Count(HistoryEventType.StepFailed) == failures);
            Clock.Advance(TimeSpan.FromSeconds(delay));
        }

        await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal([start, start.AddSeconds(7), start.AddSeconds(7 + 14)], runs);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(400, 1)]
    [InlineData(1001, 2)]
    [InlineData(5000, 5)]
    public async Task A_delay_is_rounded_up_to_whole_seconds_and_is_at_least_one(int milliseconds, int seconds)
    {
        var strategy = RetryStrategy.FromDelegate((_, attempt) =>
            attempt == 1 ? RetryDecision.RetryAfter(TimeSpan.FromMilliseconds(milliseconds)) : RetryDecision.DoNotRetry());

        var history = await RunForHistoryAsync(context => context.StepAsync(
            (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("once") : Task.FromResult(1),
            config: new StepConfig { RetryStrategy = strategy }));

        Assert.Equal(seconds, Assert.Single(history.Of(HistoryEventType.StepFailed)).Details.RetryDetails!.NextAttemptDelaySeconds);
    }

    [Fact]
    public async Task With_no_retry_the_first_failure_is_final()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                (_, _) => throw new TimeoutException("once"), config: new StepConfig { RetryStrategy = RetryStrategy.None }));
            return 1;
        });

        var failure = Assert.Single(history.Of(HistoryEventType.StepFailed));
        Assert.Equal(new RetryDetails(1, null), failure.Details.RetryDetails);
    }

    [Fact]
    public async Task A_strategy_is_asked_once_after_each_failed_attempt_and_never_on_replay()
    {
        List<(string Message, int Attempt)> asked = [];
        var strategy = RetryStrategy.FromDelegate((exception, attempt) =>
        {
            asked.Add((exception.Message, attempt));
            return attempt < 3 ? RetryDecision.RetryAfter(TimeSpan.FromSeconds(1)) : RetryDecision.DoNotRetry();
        });

        await RunAndReplayAsync(async context => (await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
            (step, _) => throw new TimeoutException($"attempt {step.AttemptNumber}"), config: new StepConfig { RetryStrategy = strategy }))).Message);

        Assert.Equal([("attempt 1", 1), ("attempt 2", 2), ("attempt 3", 3)], asked);
    }

    [Theory]
    [InlineData("late", 1)]
    [InlineData("throttled by peer", 3)]
    public async Task Only_errors_that_match_a_filter_are_retried(string message, int attempts)
    {
        var strategy = RetryStrategy.Exponential(
            3, TimeSpan.FromSeconds(1), retryableExceptions: [typeof(IOException)], retryableMessagePatterns: ["^throttled"]);

        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                (_, _) => throw new TimeoutException(message), config: new StepConfig { RetryStrategy = strategy }));
            return 1;
        });

        Assert.Equal(attempts, history.Count(HistoryEventType.StepFailed));
    }

    [Fact]
    public async Task Subclasses_of_a_filtered_exception_type_are_retried()
    {
        var strategy = RetryStrategy.Exponential(2, TimeSpan.FromSeconds(1), retryableExceptions: [typeof(IOException)]);

        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                (_, _) => throw new FileNotFoundException("gone"), config: new StepConfig { RetryStrategy = strategy }));
            return 1;
        });

        Assert.Equal(2, history.Count(HistoryEventType.StepFailed));
    }

    [Fact]
    public async Task A_strategy_that_throws_ends_the_step_and_both_errors_are_told()
    {
        var strategy = RetryStrategy.FromDelegate((_, _) => throw new InvalidOperationException("strategy broke"));

        var message = await RunAsync(async context => (await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
            (_, _) => throw new TimeoutException("body broke"), config: new StepConfig { RetryStrategy = strategy }))).Message);

        Assert.Contains("body broke", message, StringComparison.Ordinal);
        Assert.Contains("strategy broke", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_goes_on_after_the_host_has_died_between_the_attempts()
    {
        List<int> attempts = [];
        await ServeAsync(context => context.StepAsync(
            (step, _) =>
            {
                attempts.Add(step.AttemptNumber);
                return step.AttemptNumber == 1 ? throw new TimeoutException("once") : Task.FromResult("done");
            },
            config: new StepConfig { RetryStrategy = RetryStrategy.Exponential(2, TimeSpan.FromSeconds(20), jitter: JitterStrategy.None) }));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.StepFailed) == 1);

        await Host.RestartAsync();

        // A timer that is set while the clock moves would be late by as much.
        await Host.WhenAtRestAsync();
        Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("done", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
        Assert.Equal([1, 2], attempts);
    }

    [Fact]
    public async Task A_step_that_was_interrupted_by_the_death_of_its_host_runs_again_as_the_same_attempt()
    {
        List<int> attempts = [];
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(async (step, _) =>
        {
            attempts.Add(step.AttemptNumber);
            if (entered.TrySetResult())
            {
                await new TaskCompletionSource().Task;
            }

            return "done";
        }));
        var execution = await StartAsync();
        await entered.Task.OrFail();

        await Host.RestartAsync();

        Assert.Equal("done", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
        Assert.Equal([1, 1], attempts);
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.StepStarted));
    }
}
