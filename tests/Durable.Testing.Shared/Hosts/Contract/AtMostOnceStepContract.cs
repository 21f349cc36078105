using Durable.Model;

namespace Durable.Testing;

/// <summary>Steps whose body must not start twice for one attempt.</summary>
public abstract class AtMostOnceStepContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _attempts = [];

    [Fact]
    public async Task Its_start_is_durable_before_its_body_runs()
    {
        var starts = -1;
        await ServeAsync(context => context.StepAsync(
            async (_, _) =>
            {
                starts = (await Client.ReadHistoryAsync(context.ExecutionContext.ExecutionId)).Count(HistoryEventType.StepStarted);
                return 1;
            },
            config: AtMostOnce()));

        await (await StartAsync()).WaitForCompletionAsync().OrFail();

        Assert.Equal(1, starts);
    }

    [Fact]
    public async Task With_retries_an_interrupted_attempt_is_followed_by_the_next_one()
    {
        await ServeAsync(context => context.StepAsync(HangOnFirstRunAsync, "charge", AtMostOnce(RetryStrategy.Default)));
        var execution = await InterruptAsync();

        Assert.Equal("done", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
        Assert.Equal([1, 2], _attempts);
        var failure = Assert.Single((await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.StepFailed));
        Assert.Equal(StepInterruptedException.WireErrorType, failure.Details.Error!.Payload!.ErrorType);
        Assert.Equal(1, failure.Details.RetryDetails!.CurrentAttempt);
    }

    [Fact]
    public async Task Without_retries_an_interrupted_step_fails_and_its_body_has_run_once()
    {
        await ServeAsync(async context =>
        {
            try
            {
                return await context.StepAsync(HangOnFirstRunAsync, "charge", AtMostOnce());
            }
            catch (StepInterruptedException exception)
            {
                return exception.Message;
            }
        });
        var execution = await InterruptAsync();

        Assert.Equal(
            "Attempt 1 of the at-most-once step '1' was interrupted: its process ended before the outcome was recorded.",
            await Client.WaitForResultAsync<string>(execution.Id).OrFail());
        Assert.Equal([1], _attempts);
    }

    [Fact]
    public async Task An_interruption_is_recognised_again_on_replay()
    {
        List<Type> caught = [];
        await ServeAsync(async context =>
        {
            caught.Add((await Assert.ThrowsAnyAsync<StepException>(() => context.StepAsync(HangOnFirstRunAsync, "charge", AtMostOnce()))).GetType());
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return caught.Count;
        });
        var execution = await InterruptAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);
        await Host.RestartAsync();

        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal([typeof(StepInterruptedException), typeof(StepInterruptedException)], caught);
    }

    [Fact]
    public async Task The_strategy_is_told_of_the_interruption()
    {
        List<(Type, int)> asked = [];
        var strategy = RetryStrategy.FromDelegate((exception, attempt) =>
        {
            asked.Add((exception.GetType(), attempt));
            return RetryDecision.RetryAfter(TimeSpan.FromSeconds(1));
        });
        await ServeAsync(context => context.StepAsync(HangOnFirstRunAsync, "charge", AtMostOnce(strategy)));
        var execution = await InterruptAsync();

        await Clock.DriveAsync(Client.WaitForCompletionAsync(execution.Id));

        Assert.Equal([(typeof(StepInterruptedException), 1)], asked);
    }

    [Fact]
    public async Task A_finished_at_most_once_step_does_not_run_again()
    {
        var runs = 0;

        var (first, replayed) = await RunAndReplayAsync(context =>
            context.StepAsync((_, _) => Task.FromResult(Interlocked.Increment(ref runs)), config: AtMostOnce()));

        Assert.Equal((1, 1, 1), (first, replayed, runs));
    }

    private static StepConfig AtMostOnce(IRetryStrategy? strategy = null) => new()
    {
        Semantics = StepSemantics.AtMostOncePerRetry,
        RetryStrategy = strategy ?? RetryStrategy.None,
    };

    private async Task<string> HangOnFirstRunAsync(IStepContext step, CancellationToken cancellationToken)
    {
        _attempts.Add(step.AttemptNumber);
        if (_entered.TrySetResult())
        {
            await new TaskCompletionSource().Task;
        }

        return "done";
    }

    private async Task<ExecutionHandle> InterruptAsync()
    {
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await Host.RestartAsync();
        return execution;
    }
}
