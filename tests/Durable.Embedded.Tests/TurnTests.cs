using System.Collections.Concurrent;
using Durable.Testing;

namespace Durable.Embedded.Tests;

public sealed class TurnTests : HostContract<EmbeddedHostFixture>
{
    [Fact]
    public async Task Code_of_one_execution_never_runs_at_the_same_time()
    {
        var inside = 0;
        var collisions = 0;

        void Work()
        {
            if (Interlocked.Increment(ref inside) != 1)
            {
                Interlocked.Increment(ref collisions);
            }

            Thread.SpinWait(200);
            Interlocked.Decrement(ref inside);
        }

        await RunAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 200).ToArray(),
            async (branch, item, _, _, _) =>
            {
                Work();
                await branch.StepAsync((_, _) => Task.FromResult(item));
                Work();
                await branch.WaitAsync(TimeSpan.FromSeconds(1 + (item % 3)));
                Work();
                await branch.StepAsync(static async (_, _) => await Task.Yield());
                Work();
                return item;
            })).SuccessCount);

        Assert.Equal(0, collisions);
    }

    [Fact]
    public async Task Step_bodies_run_on_the_scheduler_of_the_host_and_nothing_else_does()
    {
        var mine = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 2).ConcurrentScheduler;
        Host.Options = options => options.StepScheduler = mine;
        List<bool> seen = [];

        await RunAsync(async context =>
        {
            seen.Add(TaskScheduler.Current == mine);
            await context.StepAsync((_, _) => Task.FromResult(Add(TaskScheduler.Current == mine)));
            seen.Add(TaskScheduler.Current == mine);
            return 1;
        });

        bool Add(bool value)
        {
            seen.Add(value);
            return value;
        }

        Assert.Equal([false, true, false], seen);
    }

    [Fact]
    public async Task A_step_body_that_blocks_its_thread_does_not_block_its_execution()
    {
        using var release = new ManualResetEventSlim();

        var result = await RunAsync(async context =>
        {
            var blocked = context.StepAsync((_, _) =>
            {
                release.Wait();
                return Task.FromResult(1);
            });
            await context.StepAsync((_, _) =>
            {
                release.Set();
                return Task.FromResult(2);
            });
            return await blocked;
        });

        Assert.Equal(1, result);
    }

    [Fact]
    public async Task Time_in_which_a_body_waits_for_a_thread_is_not_time_of_its_attempt()
    {
        var threads = new WithheldThreads();
        Host.Options = options => options.StepScheduler = threads;
        await ServeAsync(static context => context.StepAsync(
            static (step, token) => Task.FromResult(token.IsCancellationRequested ? -1 : step.AttemptNumber),
            config: new StepConfig { Timeout = TimeSpan.FromSeconds(20), RetryStrategy = RetryStrategy.None }));
        var execution = await StartAsync();
        await threads.WhenAsked.OrFail();

        Clock.Advance(TimeSpan.FromMinutes(1));
        threads.Give();

        Assert.Equal(1, await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }

    /// <summary>Runs nothing until threads are given.</summary>
    private sealed class WithheldThreads : TaskScheduler
    {
        private readonly ConcurrentQueue<Task> _waiting = new();
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WhenAsked => _asked.Task;

        public void Give()
        {
            while (_waiting.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }
        }

        protected override void QueueTask(Task task)
        {
            _waiting.Enqueue(task);
            _asked.TrySetResult();
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _waiting;
    }
}
