using Durable.Model;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded.Tests;

/// <summary>Shutdown in good order.</summary>
public sealed class DrainTests : HostContract<EmbeddedHostFixture>
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_running_step_body_finishes_and_is_recorded_and_no_other_starts()
    {
        List<string> runs = [];
        await ServeAsync(async context =>
        {
            await context.StepAsync(async (_, _) =>
            {
                runs.Add("first");
                _entered.SetResult();
                await _release.Task;
            });
            await context.StepAsync((_, _) =>
            {
                runs.Add("second");
                return Task.CompletedTask;
            });
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);
        Assert.False(stopping.IsCompleted);
        _release.SetResult();
        await stopping.OrFail();

        Assert.Equal(["first"], runs);
        await Host.RestartAsync();
        await Client.WaitForCompletionAsync(execution.Id).OrFail();
        Assert.Equal(["first", "second"], runs);
        Assert.Equal(
            [null, null],
            (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.InvocationCompleted).Select(static item => item.Details.Error));
    }

    [Fact]
    public async Task The_token_of_a_running_step_is_not_cancelled()
    {
        CancellationToken seen = default;
        await ServeAsync(async context =>
        {
            await context.StepAsync(async (_, token) =>
            {
                seen = token;
                _entered.SetResult();
                await _release.Task;
            });
            await context.StepAsync((_, _) => Task.CompletedTask);
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);
        Assert.False(seen.IsCancellationRequested);
        _release.SetResult();
        await stopping.OrFail();

        Assert.False(seen.IsCancellationRequested);
    }

    [Fact]
    public async Task A_step_that_waits_for_its_commit_does_not_start_any_more()
    {
        var runs = 0;
        await ServeAsync(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            return await context.StepAsync((_, _) => Task.FromResult(++runs));
        });
        var commit = Host.Store.Hold(StoreRequestKind.Commit);
        var execution = await StartAsync();
        await commit.Reached.OrFail();

        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);
        commit.Open();
        await stopping.OrFail();

        Assert.Equal(0, runs);
        await Host.RestartAsync();
        Assert.Equal(1, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
    }

    [Fact]
    public async Task An_at_most_once_step_whose_start_is_recorded_runs_before_the_host_goes()
    {
        var runs = 0;
        await ServeAsync(context => context.StepAsync(
            (_, _) => Task.FromResult(++runs),
            config: new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, RetryStrategy = RetryStrategy.None }));
        var commit = Host.Store.Hold(StoreRequestKind.Commit);
        var execution = await StartAsync();
        await commit.Reached.OrFail();

        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);
        commit.Open();
        await stopping.OrFail();
        await Host.RestartAsync();

        Assert.Equal(1, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Branches_that_run_finish_and_those_that_do_not_run_wait_for_the_next_host()
    {
        var inside = new CountdownEvent(3);
        var runs = new int[6];
        await ServeAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 6).ToArray(),
            (branch, item, _, _, _) => branch.StepAsync(async (_, _) =>
            {
                Interlocked.Increment(ref runs[item]);
                if (!inside.IsSet)
                {
                    inside.Signal();
                    await _release.Task;
                }

                return item;
            }),
            config: new MapConfig<int> { MaxConcurrency = 3 })).GetResults().Sum());
        var execution = await StartAsync();
        await Task.Run(inside.Wait).OrFail();

        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);
        _release.SetResult();
        await stopping.OrFail();
        Assert.Equal([1, 1, 1, 0, 0, 0], runs);

        await Host.RestartAsync();
        Assert.Equal(15, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
        Assert.Equal([1, 1, 1, 1, 1, 1], runs);
    }

    [Fact]
    public async Task A_step_body_that_takes_too_long_is_left_behind_and_runs_again()
    {
        var runs = 0;
        Host.Options = static options => options.DrainTimeout = TimeSpan.FromSeconds(5);
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            if (++runs == 1)
            {
                _entered.SetResult();
                await new TaskCompletionSource().Task;
            }

            return runs;
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        await Clock.DriveAsync(Host.StopAsync());

        var line = Assert.Single(Host.Log.Lines, static line => line.Level == LogLevel.Warning);
        Assert.Equal("1 executions did not come to rest in time; they go on after the next start, as after a crash.", line.Message);
        await Host.RestartAsync();
        Assert.Equal(2, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
    }

    [Fact]
    public async Task What_is_left_behind_writes_nothing_more()
    {
        Host.Options = static options => options.DrainTimeout = TimeSpan.FromSeconds(5);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            try
            {
                await context.StepAsync(async (_, _) =>
                {
                    _entered.TrySetResult();
                    await _release.Task;
                });
            }
            finally
            {
                left.TrySetResult();
            }
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await Clock.DriveAsync(Host.Runtime.StopAsync(CancellationToken.None));
        Host.Store.ResetCounts();

        _release.SetResult();
        await left.Task.OrFail();

        Assert.Equal(0, Host.Store.Writes);
        Assert.Equal(ExecutionStatus.Running, (await Client.DescribeAsync(execution.Id)).Status);
    }

    [Fact]
    public async Task The_time_the_whole_host_has_for_its_shutdown_holds_too()
    {
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            _entered.TrySetResult();
            await _release.Task;
        }));
        await StartAsync();
        await _entered.Task.OrFail();
        using var impatient = new CancellationTokenSource();
        var stopping = Host.Runtime.StopAsync(impatient.Token);

        await impatient.CancelAsync();

        await stopping.OrFail();
    }

    [Fact]
    public async Task Nothing_starts_and_nothing_is_stopped_while_the_host_shuts_down()
    {
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            _entered.TrySetResult();
            await _release.Task;
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);

        await Assert.ThrowsAsync<DurableOverloadedException>(() => execution.StopAsync());
        _release.SetResult();
        await stopping.OrFail();
    }

    [Fact]
    public async Task A_start_during_shutdown_is_refused_and_leaves_no_trace()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var client = Client;
        await Host.StopAsync().OrFail();

        var error = await Assert.ThrowsAsync<DurableOverloadedException>(() => client.StartAsync<string?>(Function, null));

        Assert.Contains("shutting down", error.Message, StringComparison.Ordinal);
        Assert.Empty((await Host.Store.ListAsync(new ExecutionQuery())).Heads);
    }

    [Fact]
    public async Task Waiting_executions_leave_memory_and_are_taken_up_by_the_next_host()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 1;
        });
        var executions = new List<ExecutionHandle>();
        for (var i = 0; i < 20; i++)
        {
            executions.Add(await StartAsync());
            await WhenWaitingAsync(executions[^1]);
        }

        var hosted = Host.Executions;
        await Host.StopAsync().OrFail();
        Assert.Equal(0, hosted.ActiveCount);

        await Host.RestartAsync();
        Assert.Equal(20, (await Clock.DriveAsync(Task.WhenAll(executions.Select(execution => Client.WaitForResultAsync<int>(execution.Id))))).Sum());
    }

    [Fact]
    public async Task A_wait_that_comes_due_during_the_shutdown_ends_in_the_next_host()
    {
        await ServeAsync(async context =>
        {
            var step = context.StepAsync(async (_, _) =>
            {
                _entered.TrySetResult();
                await _release.Task;
            });
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            await step;
            return await context.StepAsync((_, _) => Task.FromResult("done"));
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await WhenWaitingAsync(execution);
        var stopping = Host.StopAsync();
        await WhenDrainingAsync(execution);

        Clock.Advance(TimeSpan.FromSeconds(10));
        _release.SetResult();
        await stopping.OrFail();

        await Host.RestartAsync();
        Assert.Equal("done", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task An_execution_whose_start_is_under_way_at_the_shutdown_runs_in_the_next_host_only()
    {
        var runs = 0;
        await ServeAsync(_ => Task.FromResult(Interlocked.Increment(ref runs)));
        var create = Host.Store.Hold(StoreRequestKind.Create, afterwards: true);
        var starting = Client.StartAsync<string?>(Function, null, new StartOptions { Name = "late" });
        await create.Reached.OrFail();

        var stopping = Host.StopAsync();
        create.Open();
        await Task.WhenAny(starting).OrFail();
        await stopping.OrFail();

        Assert.Equal(0, runs);
        await Host.RestartAsync();
        Assert.Equal(1, await Client.WaitForResultAsync<int>(new ExecutionId(Function, "late")).OrFail());
    }

    [Fact]
    public async Task Stopping_and_disposing_twice_does_no_harm()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var runtime = Host.Runtime;
        await Host.StopAsync().OrFail();

        await runtime.StopAsync(CancellationToken.None).OrFail();
        await runtime.DisposeAsync();
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task A_start_that_waits_for_a_place_is_refused_at_the_shutdown()
    {
        Host.Options = static options => options.MaxRunningExecutions = 1;
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            _entered.TrySetResult();
            await _release.Task;
        }));
        await StartAsync();
        await _entered.Task.OrFail();
        var second = Client.StartAsync<string?>(Function, null);

        var stopping = Host.StopAsync();

        await Assert.ThrowsAsync<DurableOverloadedException>(() => second.OrFail());
        _release.SetResult();
        await stopping.OrFail();
        Assert.Single((await Host.Store.ListAsync(new ExecutionQuery())).Heads);
    }

    [Fact]
    public async Task A_start_that_the_store_carries_out_after_all_does_not_run_any_more()
    {
        var runs = 0;
        var deaf = new DeafStore(Host.Store);
        await Host.StartAsync(durable => durable
            .UseStore(_ => deaf)
            .AddFunction<string?, int>(Function, (_, _) => Task.FromResult(Interlocked.Increment(ref runs))));
        var create = Host.Store.Hold(StoreRequestKind.Create, afterwards: true);
        var starting = StartAsync("late");
        await create.Reached.OrFail();
        var stopping = Host.StopAsync();

        create.Open();
        await starting.OrFail();
        await stopping.OrFail();

        Assert.Equal(0, runs);
        await Host.RestartAsync();
        Assert.Equal(1, await Client.WaitForResultAsync<int>(new ExecutionId(Function, "late")).OrFail());
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_a_shutdown_leaves_its_executions_to_the_next_one()
    {
        var runs = 0;
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            if (++runs == 1)
            {
                _entered.SetResult();
                await new TaskCompletionSource().Task;
            }

            return runs;
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        await Host.Runtime.DisposeAsync();
        await Host.RestartAsync();

        Assert.Equal(2, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
    }

    // The drain itself is under way in another thread; draining twice is draining once.
    private async Task WhenDrainingAsync(ExecutionHandle execution)
    {
        await Host.Executions.Find(execution.Id)!.Resident.Current!.PostAsync(static running => running.Drain());
    }

    // Carries requests out, whoever has given them up.
    private sealed class DeafStore(ICheckpointStore inner) : ICheckpointStore
    {
        public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) =>
            inner.CreateAsync(head, CancellationToken.None);

        public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) =>
            inner.CommitAsync(checkpoint, CancellationToken.None);

        public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
            inner.LoadAsync(id, CancellationToken.None);

        public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
            inner.ReadHeadAsync(id, includeData, CancellationToken.None);

        public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
            inner.ListAsync(query, CancellationToken.None);

        public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
            inner.ReadDueAsync(query, CancellationToken.None);

        public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
            inner.DeleteExpiredAsync(now, limit, CancellationToken.None);
    }
}
