using Durable.Model;

namespace Durable.Testing;

/// <summary>An attempt of a step that takes too long has failed.</summary>
public abstract class StepTimeoutContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private int _attempts;

    [Fact]
    public async Task The_body_sees_its_token_cancelled_and_the_attempt_has_failed()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            try
            {
                await context.StepAsync(static (_, token) => Task.Delay(Timeout.Infinite, token), config: Config(RetryStrategy.None));
                return null;
            }
            catch (StepTimedOutException exception)
            {
                return exception;
            }
        });

        Assert.Equal((StepTimedOutException.WireErrorType, "Attempt 1 of step '1' did not end within 20 seconds."), (first!.ErrorType, first.Message));
        Assert.Equal((first.ErrorType, first.Message), (replayed!.ErrorType, replayed.Message));
    }

    [Fact]
    public async Task A_body_that_does_not_heed_its_token_is_left_behind()
    {
        var release = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        var history = await RunForHistoryAsync(async context =>
        {
            try
            {
                return await context.StepAsync((_, _) => release.Task, config: Config(RetryStrategy.None));
            }
            catch (StepTimedOutException)
            {
                release.SetResult(7);
                return await context.StepAsync(static (_, _) => Task.FromResult(8));
            }
        });

        Assert.Equal((1, 1), (history.Count(HistoryEventType.StepFailed), history.Count(HistoryEventType.StepSucceeded)));
        Assert.Equal("8", history.Of(HistoryEventType.StepSucceeded)[0].Details.Result!.Payload);
    }

    [Theory]
    [InlineData(StepSemantics.AtLeastOncePerRetry)]
    [InlineData(StepSemantics.AtMostOncePerRetry)]
    public async Task Each_attempt_has_the_whole_time_and_the_retry_strategy_judges_the_timeout(StepSemantics semantics)
    {
        List<Exception> judged = [];
        var retry = RetryStrategy.FromDelegate((exception, _) =>
        {
            judged.Add(exception);
            return RetryDecision.RetryAfter(TimeSpan.FromSeconds(1));
        });

        var result = await RunAsync(context => context.StepAsync(
            async (step, token) =>
            {
                _attempts++;
                if (step.AttemptNumber < 3)
                {
                    await Task.Delay(Timeout.Infinite, token);
                }

                return step.AttemptNumber;
            },
            config: Config(retry) with { Semantics = semantics }));

        // The driven clock may pass the time of a body that is about to return.
        Assert.True(result >= 3);
        Assert.Equal((result - 1, result), (judged.Count, _attempts));
        Assert.All(judged, static exception => Assert.IsType<StepTimedOutException>(exception));
    }

    [Fact]
    public async Task What_ends_in_time_is_not_disturbed()
    {
        await ServeAsync(static context => context.StepAsync(static (_, token) => Task.FromResult(token.IsCancellationRequested), config: Config(RetryStrategy.None)));
        var execution = await StartAsync();

        // Time stands still: driven, it could pass while the body is about to return.
        Assert.False(await execution.WithResult<bool>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_stop_within_the_time_is_a_stop()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(
            async (_, token) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            config: Config(RetryStrategy.None)));
        var execution = await StartAsync();
        await entered.Task.OrFail();

        await execution.StopAsync().OrFail();

        Assert.Equal(0, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.StepFailed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(400)]
    public async Task A_timeout_out_of_range_is_refused(int days)
    {
        var ended = await RunToEndAsync(context => context.StepAsync(
            static (_, _) => Task.FromResult(1), config: new StepConfig { Timeout = TimeSpan.FromDays(days) }));

        Assert.Equal(typeof(ArgumentOutOfRangeException).FullName, ended.Error!.ErrorType);
        Assert.Contains("Timeout of a step must be more than 0 and at most 366 days", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(365)]
    public async Task A_timeout_may_be_longer_than_timers_reach(int days)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(
            async (_, token) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            config: new StepConfig { Timeout = TimeSpan.FromDays(days), RetryStrategy = RetryStrategy.None }));
        var execution = await StartAsync();
        await entered.Task.OrFail();

        await LeapAsync(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));
        Assert.Equal(ExecutionStatus.Running, (await execution.DescribeAsync()).Status);
        await LeapAsync(TimeSpan.FromSeconds(1));

        var ended = await execution.WaitForCompletionAsync().OrFail();
        Assert.Equal((StepTimedOutException.WireErrorType, TimeSpan.FromDays(days)), (ended.Error!.ErrorType, ended.EndedAt!.Value - ended.StartedAt));
    }

    private static StepConfig Config(IRetryStrategy retry) => new() { Timeout = s_timeout, RetryStrategy = retry };
}
