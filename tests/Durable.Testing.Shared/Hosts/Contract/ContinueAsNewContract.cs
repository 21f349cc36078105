using System.Collections.Concurrent;
using Durable.Model;

namespace Durable.Testing;

/// <summary>One run of an execution ends for the next to begin.</summary>
public abstract class ContinueAsNewContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly ConcurrentQueue<string> _effects = new();

    [Fact]
    public async Task Runs_follow_each_other_until_one_of_them_returns()
    {
        await ServeAsync<int, int>(async (number, context) =>
        {
            var next = await context.StepAsync((_, _) => Task.FromResult(number + 1), "count");
            if (next < 5)
            {
                await context.ContinueAsNewAsync(next);
            }

            return next;
        });
        var execution = await StartAsync(0);

        Assert.Equal(5, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));

        var description = await execution.DescribeAsync();
        Assert.Equal((5, "4", 1L), (description.RunNumber, description.Input, description.Usage.Operations));
        Assert.NotNull(description.FirstStartedAt);
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            (await Client.ReadHistoryAsync(execution.Id)).Types);
    }

    [Fact]
    public async Task History_and_lists_tell_which_run_it_is_and_when_the_first_began()
    {
        await ServeAsync<int, int>(async (number, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            if (number < 3)
            {
                await context.ContinueAsNewAsync(number + 1);
            }

            return number;
        });
        var execution = await StartAsync(1);
        var first = (await execution.DescribeAsync()).StartedAt;
        Assert.Null((await execution.DescribeAsync()).FirstStartedAt);
        await Clock.DriveAsync(execution.WaitForCompletionAsync());

        var description = await execution.DescribeAsync();
        var started = (await Client.ReadHistoryAsync(execution.Id)).Events[0];
        Assert.Equal((3, first), (description.RunNumber, description.FirstStartedAt!.Value));
        Assert.Equal((3, (DateTimeOffset?)first), (started.Details.RunNumber, started.Details.FirstStartTimestamp));
        Assert.Equal(description.StartedAt, started.EventTimestamp);
        Assert.True(description.StartedAt >= first.AddSeconds(60), $"{description.StartedAt:O} {first:O}");
        var listed = Assert.Single((await Client.ListAsync(new ExecutionQuery())).Executions);
        Assert.Equal((3, (DateTimeOffset?)first), (listed.RunNumber, listed.FirstStartedAt));
    }

    [Fact]
    public async Task Only_the_function_itself_may_continue_as_new()
    {
        await ServeAsync<int, string[]>(async (_, context) =>
        {
            var ofChild = await context.RunInChildContextAsync((child, _) => RefusalAsync(child));
            var ofBranches = await context.MapAsync([1], (branch, _, _, _, _) => RefusalAsync(branch));
            return [ofChild, .. ofBranches.GetResults()];
        });

        var refusals = await Clock.DriveAsync((await StartAsync(0)).WithResult<string[]>().WaitForResultAsync());

        Assert.Equal(2, refusals.Length);
        Assert.All(refusals, static refusal => Assert.Contains("ContinueAsNewAsync was called on the context of a child context or branch", refusal, StringComparison.Ordinal));

        static async Task<string> RefusalAsync(IDurableContext context) =>
            (await Assert.ThrowsAsync<InvalidOperationException>(() => context.ContinueAsNewAsync(1))).Message;
    }

    [Fact]
    public async Task Code_behind_the_call_does_not_run()
    {
        var ran = 0;
        await ServeAsync<int, int>(async (number, context) =>
        {
            if (number == 1)
            {
                return number;
            }

            try
            {
                await context.ContinueAsNewAsync(1);
                ran++;
            }
            finally
            {
                ran++;
            }

            return -1;
        });

        Assert.Equal(1, await Clock.DriveAsync((await StartAsync(0)).WithResult<int>().WaitForResultAsync()));
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task The_next_run_takes_the_newest_version_of_the_function()
    {
        await Host.StartAsync(static durable => Register(durable, "1"));
        var execution = await StartAsync(0);
        await WhenWaitingAsync(execution);

        await Host.RestartAsync(static durable =>
        {
            Register(durable, "1");
            Register(durable, "2");
        });

        Assert.Equal("2", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
        Assert.Equal("2", (await Client.DescribeAsync(execution.Id)).FunctionVersion);

        static void Register(DurableExecutionsBuilder durable, string version) => durable.AddFunction<int, string>(
            Function,
            async (number, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                if (number == 0)
                {
                    await context.ContinueAsNewAsync(1);
                }

                return version;
            },
            options => options.Version = version);
    }

    [Fact]
    public async Task What_still_runs_is_cancelled_and_records_nothing_more()
    {
        var entered = new CountdownEvent(2);
        var cancelled = new CountdownEvent(2);
        await ServeAsync<int, int>(async (number, context) =>
        {
            if (number == 0)
            {
                var branches = context.MapAsync([1, 2], (branch, _, _, _, _) => branch.StepAsync(LingerAsync, "lingers"));
                await context.StepAsync((_, _) => Task.Run(entered.Wait));
                await context.ContinueAsNewAsync(1);
                await branches;
            }

            await context.StepAsync((_, _) => Task.Run(cancelled.Wait), "second run");
            return number;
        });
        var execution = await StartAsync(0);

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            (await Client.ReadHistoryAsync(execution.Id)).Types);

        async Task<int> LingerAsync(IStepContext step, CancellationToken token)
        {
            entered.Signal();
            try
            {
                return await new TaskCompletionSource<int>().Task.WaitAsync(token);
            }
            finally
            {
                cancelled.Signal();
            }
        }
    }

    [Fact]
    public async Task Callbacks_of_the_run_before_can_no_longer_be_completed()
    {
        await ServeAsync<int, string>(async (number, context) =>
        {
            var callback = await context.CreateCallbackAsync<string>($"run {number}");
            if (number == 0)
            {
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                await context.ContinueAsNewAsync(1);
            }

            return await callback.GetResultAsync();
        });
        var execution = await StartAsync(0);
        var old = await CallbackIdAsync(execution, "run 0");
        await WhenWaitingAsync(execution);
        Clock.Advance(TimeSpan.FromSeconds(30));
        var open = await CallbackIdAsync(execution, "run 1");

        var closed = await Assert.ThrowsAsync<CallbackClosedException>(() => Client.SendCallbackSuccessAsync(old, "too late").OrFail());
        await Client.SendCallbackSuccessAsync(open, "in time").OrFail();

        Assert.Equal(CallbackClosedReason.Unknown, closed.Reason);
        Assert.Contains("continued as new", closed.Message, StringComparison.Ordinal);
        Assert.Equal("in time", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_completion_that_makes_the_run_continue_is_acknowledged()
    {
        await ServeAsync<string?, string>(async (input, context) =>
        {
            if (input is null)
            {
                var callback = await context.CreateCallbackAsync<string>("go on");
                await context.ContinueAsNewAsync(await callback.GetResultAsync());
            }

            return input!;
        });
        var execution = await StartAsync<string?>(null);

        await Client.SendCallbackSuccessAsync(await CallbackIdAsync(execution, "go on"), "with this").OrFail();

        Assert.Equal("with this", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Effect_ids_of_the_next_run_are_others()
    {
        await ServeAsync<int, int>(async (number, context) =>
        {
            await context.StepAsync((step, _) =>
            {
                _effects.Enqueue(step.EffectId);
                return Task.CompletedTask;
            });
            if (number < 3)
            {
                await context.ContinueAsNewAsync(number + 1);
            }

            return number;
        });

        await Clock.DriveAsync((await StartAsync(1)).WaitForCompletionAsync());

        Assert.Equal(3, _effects.Count);
        Assert.Equal(3, _effects.Distinct().Count());
    }

    [Fact]
    public async Task An_input_that_no_start_would_take_is_refused_and_the_run_goes_on()
    {
        await ServeAsync<string, string[]>(static async (_, context) =>
        {
            var tooLarge = await Assert.ThrowsAsync<PayloadSerializationException>(
                () => context.ContinueAsNewAsync(new string('x', DurableLimits.MaxExecutionPayloadBytes)));
            var ofAnotherType = await Assert.ThrowsAsync<PayloadSerializationException>(() => context.ContinueAsNewAsync(new { Number = 1 }));
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return [tooLarge.Message, ofAnotherType.Message];
        });
        var execution = await StartAsync("");

        var messages = await Clock.DriveAsync(execution.WithResult<string[]>().WaitForResultAsync());

        Assert.StartsWith($"The input of function '{Function}' has ", messages[0], StringComparison.Ordinal);
        Assert.StartsWith($"Cannot read the input of function '{Function}'", messages[1], StringComparison.Ordinal);
        Assert.Equal(1, (await execution.DescribeAsync()).RunNumber);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public async Task A_start_is_told_from_another_by_the_first_input(int length)
    {
        var input = new string('x', length);
        await ServeAsync<string, int>(static async (input, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            if (input.Length > 1)
            {
                await context.ContinueAsNewAsync("y");
            }

            return input.Length;
        });
        var name = UniqueName();
        var execution = await StartAsync(input, name);
        await WhenWaitingAsync(execution);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await Host.WhenDescribedAsync(execution.Id, static description => description.RunNumber == 2).OrFail();

        var again = await StartAsync(input, name);

        Assert.Equal(execution.Id, again.Id);
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => StartAsync("y", name));
        Assert.Equal(1, await Clock.DriveAsync(again.WithResult<int>().WaitForResultAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_lost_when_the_host_dies_around_the_commit(bool afterwards)
    {
        var runs = new ConcurrentQueue<int>();
        await ServeAsync<int, int>(async (number, context) =>
        {
            await context.StepAsync((_, _) =>
            {
                runs.Enqueue(number);
                return Task.CompletedTask;
            });
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            if (number < 2)
            {
                await context.ContinueAsNewAsync(number + 1);
            }

            return number;
        });
        var execution = await StartAsync(1);
        await WhenWaitingAsync(execution);
        var gate = new StoreGate(afterwards);

        // The wait ends with a refresh; then comes the commit of the next run.
        Host.Store.Inject(StoreRequestKind.Commit, new NoFault());
        Host.Store.Inject(StoreRequestKind.Commit, gate);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await gate.Reached.OrFail();
        await Host.RestartAsync();
        gate.Fail(new InvalidOperationException("The process has died."));

        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal([1, 2], runs);
        Assert.Equal(2, (await Client.DescribeAsync(execution.Id)).RunNumber);
    }

    [Fact]
    public async Task A_continuation_whose_answer_is_lost_is_not_made_twice()
    {
        var runs = new ConcurrentQueue<int>();
        await ServeAsync<int, int>(async (number, context) =>
        {
            if (number < 2)
            {
                await context.ContinueAsNewAsync(number + 1);
            }

            await context.StepAsync((_, _) =>
            {
                runs.Enqueue(number);
                return Task.CompletedTask;
            });
            return number;
        });
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailAfter());

        var execution = await StartAsync(1);

        Assert.Equal(2, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Equal([2], runs);
        Assert.Equal(2, (await execution.DescribeAsync()).RunNumber);
    }

    [Fact]
    public async Task A_stop_that_comes_while_the_run_ends_stops_the_next()
    {
        await ServeAsync<int, int>(static async (number, context) =>
        {
            if (number == 0)
            {
                await context.ContinueAsNewAsync(1);
            }

            await context.WaitAsync(TimeSpan.FromHours(1));
            return number;
        });
        var gate = new StoreGate();
        Host.Store.Inject(StoreRequestKind.Commit, gate);
        var execution = await StartAsync(0);
        await gate.Reached.OrFail();

        var stopping = execution.StopAsync(new ErrorObject { ErrorMessage = "enough" });
        gate.Open();
        await Clock.DriveAsync(stopping);

        var description = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Stopped, "enough", 2), (description.Status, description.Error!.ErrorMessage, description.RunNumber));
    }

    [Fact]
    public async Task Each_run_has_the_whole_timeout()
    {
        await ServeAsync<int, int>(
            async (number, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(40));
                if (number < 3)
                {
                    await context.ContinueAsNewAsync(number + 1);
                }

                await context.WaitAsync(TimeSpan.FromSeconds(40));
                return number;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(60));
        var execution = await StartAsync(1);
        for (var run = 1; run <= 3; run++)
        {
            await Host.WhenDescribedAsync(execution.Id, description => description.RunNumber == run).OrFail();
            await WhenWaitingAsync(execution);
            Clock.Advance(TimeSpan.FromSeconds(40));
        }

        var description = await Clock.DriveAsync(execution.WaitForCompletionAsync());

        Assert.Equal((ExecutionStatus.TimedOut, 3), (description.Status, description.RunNumber));
    }

    [Fact]
    public async Task Runs_that_have_left_memory_continue_when_they_wake()
    {
        await ServeAsync<int, int>(async (number, context) =>
        {
            await context.WaitAsync(TimeSpan.FromHours(3));
            if (number < 3)
            {
                await context.ContinueAsNewAsync(number + 1);
            }

            return number;
        });
        var execution = await StartAsync(1);
        for (var run = 1; run <= 3; run++)
        {
            // Woken a moment late where the leap came before all was known of it.
            await Clock.DriveAsync(Host.WhenDescribedAsync(execution.Id, description => description.RunNumber == run));
            await WhenWaitingAsync(execution);
            await LeapAsync(TimeSpan.FromHours(3));
        }

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_page_of_the_history_of_the_run_before_is_refused()
    {
        await ServeAsync<int, int>(async (number, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            if (number == 0)
            {
                await context.ContinueAsNewAsync(1);
            }

            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return number;
        });
        var execution = await StartAsync(0);
        await WhenWaitingAsync(execution);
        var page = await execution.GetHistoryAsync(new HistoryQuery { PageSize = 1 });
        await Clock.DriveAsync(execution.WaitForCompletionAsync());

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => execution.GetHistoryAsync(new HistoryQuery { PageSize = 1, Marker = page.NextMarker }));

        Assert.Contains("run 1", refusal.Message, StringComparison.Ordinal);
        var last = await execution.GetHistoryAsync(new HistoryQuery { PageSize = 1 });
        Assert.NotNull((await execution.GetHistoryAsync(new HistoryQuery { PageSize = 1, Marker = last.NextMarker })).NextMarker);
    }

    private Task ServeAsync<TInput, TOutput>(Func<TInput, IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? options = null) =>
        Host.StartAsync(durable => durable.AddFunction(Function, function, options));

    private Task<ExecutionHandle> StartAsync<TInput>(TInput input, string? name = null) =>
        Client.StartAsync(Function, input, new StartOptions { Name = name ?? UniqueName() }).OrFail();

    private async Task<string> CallbackIdAsync(ExecutionHandle execution, string name) =>
        (await Host.WhenHistoryAsync(execution.Id, history => history.Named(name).Count > 0).OrFail()).Named(name)[0].Details.CallbackId!;

    private sealed class NoFault : StoreFault;
}
