using Durable.Model;

namespace Durable.Testing;

/// <summary>A step that kills its process ends FAILED instead of killing one after the other.</summary>
public abstract class LostAttemptContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private int _runs;
    private TaskCompletionSource _entered = New();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_step_that_is_lost_too_often_has_failed(int limit)
    {
        await ServeAsync(context => context.StepAsync(DieAsync, "deadly", new StepConfig { MaxLostAttempts = limit }));
        var execution = await StartAsync();

        // Of the first run the log may know nothing, because nobody waits for the START of a step.
        for (var run = 1; run <= limit + 2 && await DiedAsync(execution); run++)
        {
            _entered = New();
            await Host.RestartAsync();
        }

        var ended = await Clock.DriveAsync(Client.WaitForCompletionAsync(execution.Id));
        Assert.Equal((ExecutionStatus.Failed, StepInterruptedException.WireErrorType), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains($"was lost {limit + 1} times", ended.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(_runs, limit + 1, limit + 2);
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.StepStarted));
    }

    [Fact]
    public async Task A_step_that_is_lost_less_often_goes_on()
    {
        var isDeadly = true;
        await ServeAsync(context => context.StepAsync(
            async (step, token) => isDeadly ? await DieAsync(step, token) : step.AttemptNumber, "deadly", new StepConfig { MaxLostAttempts = 3 }));
        var execution = await StartAsync();
        for (var run = 1; run <= 3; run++)
        {
            Assert.True(await DiedAsync(execution));
            isDeadly = run < 3;
            _entered = New();
            await Host.RestartAsync();
        }

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
    }

    [Fact]
    public async Task A_drain_that_waits_for_the_step_loses_nothing()
    {
        var release = New();
        await ServeAsync(context => context.StepAsync(
            async (_, _) =>
            {
                _runs++;
                _entered.TrySetResult();
                await release.Task;
                return 1;
            },
            config: new StepConfig { MaxLostAttempts = 0 }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        var stopping = Host.StopAsync();
        release.SetResult();
        await stopping.OrFail();
        await Host.RestartAsync();

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync(
            static (_, _) => Task.FromResult(1), config: new StepConfig { MaxLostAttempts = -1 }));

        Assert.Contains("MaxLostAttempts must be 0 to 1000", ended.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<int> DieAsync(IStepContext step, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        _entered.TrySetResult();
        await new TaskCompletionSource().Task;
        return 0;
    }

    // Either the body has begun once more, or the step has ended without it.
    private async Task<bool> DiedAsync(ExecutionHandle execution)
    {
        var ended = Client.WaitForCompletionAsync(execution.Id);
        var died = _entered.Task;
        await Clock.DriveAsync(Task.WhenAny(died, ended));
        return died.IsCompleted;
    }
}
