using System.Collections.Concurrent;

namespace Durable.Testing;

/// <summary>What a step does to the outside has one name, however often its body runs.</summary>
public abstract class EffectIdContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly StepConfig s_retried = new() { RetryStrategy = RetryStrategy.Exponential(3, TimeSpan.FromSeconds(1)) };

    private readonly ConcurrentQueue<(string Effect, string Attempt)> _seen = new();

    [Fact]
    public async Task The_effect_id_is_the_same_in_every_attempt_and_the_attempt_id_is_not()
    {
        await RunAsync(context => context.StepAsync(
            (step, _) =>
            {
                Note(step);
                return step.AttemptNumber < 3 ? throw new TimeoutException() : Task.FromResult(1);
            },
            config: s_retried));

        Assert.Equal(3, _seen.Count);
        Assert.Single(_seen.Select(static seen => seen.Effect).Distinct());
        Assert.Equal(3, _seen.Select(static seen => seen.Attempt).Distinct().Count());
    }

    [Fact]
    public async Task An_attempt_that_a_crash_has_interrupted_keeps_its_ids()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(async (step, _) =>
        {
            Note(step);
            if (entered.TrySetResult())
            {
                await new TaskCompletionSource().Task;
            }

            return 1;
        }));
        var execution = await StartAsync();
        await entered.Task.OrFail();

        await Host.RestartAsync();

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal(2, _seen.Count);
        Assert.Single(_seen.Distinct());
    }

    [Fact]
    public async Task Every_step_of_every_execution_has_ids_of_its_own()
    {
        await ServeAsync(async context =>
        {
            await context.StepAsync((step, _) => NoteAsync(step));
            var branches = await context.MapAsync([0, 1, 2], (branch, _, _, _, _) => branch.StepAsync((step, _) => NoteAsync(step)));
            return branches.GetResults().Count;
        });

        for (var i = 0; i < 2; i++)
        {
            await Clock.DriveAsync((await StartAsync()).WaitForCompletionAsync());
        }

        Assert.Equal(8, _seen.Select(static seen => seen.Effect).Distinct().Count());
        Assert.All(_seen, static seen => Assert.InRange(seen.Attempt.Length, 1, 110));
    }

    private void Note(IStepContext step) => _seen.Enqueue((step.EffectId, step.AttemptId));

    private Task<int> NoteAsync(IStepContext step)
    {
        Note(step);
        return Task.FromResult(1);
    }
}
