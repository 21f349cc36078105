using System.Collections.Concurrent;
using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>Clients watch executions: each commit is told, the end comes last, and the store is not asked for it.</summary>
public abstract class WatchContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly ConcurrentDictionary<string, string> _callbacks = new();

    [Fact]
    public async Task A_watch_shows_what_it_waits_for_and_ends_with_the_execution()
    {
        await ServeAsync(AskTwiceAsync);
        var execution = await StartAsync();

        var seen = await Clock.DriveAsync(AnswerWhatIsShownAsync(execution.WatchAsync()));

        Assert.Equal(["first", "second"], NamesOf(seen));
        Assert.Equal(ExecutionStatus.Succeeded, seen[^1].Status);
        Assert.Null(seen[^1].Waiting);
        Assert.All(seen.SkipLast(1), static state => Assert.Equal(ExecutionStatus.Running, state.Status));
        Assert.Equal(seen.Select(static state => state.Usage.Checkpoints).Order().Distinct(), seen.Select(static state => state.Usage.Checkpoints));
    }

    [Fact]
    public async Task Of_one_that_has_ended_the_end_is_shown()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));

        var seen = await Clock.DriveAsync(ReadAsync(Client.WatchAsync(ended.Id)));

        Assert.Equal(ExecutionStatus.Succeeded, Assert.Single(seen).Status);
        Assert.False(seen[0].DataIncluded);
    }

    [Fact]
    public async Task Of_one_that_does_not_exist_the_watch_says_so()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromSeconds(1)));
        var nobody = new ExecutionId(Function, UniqueName());

        var error = await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Clock.DriveAsync(ReadAsync(Client.WatchAsync(nobody))));

        Assert.Equal(nobody, error.ExecutionId);
    }

    [Fact]
    public async Task A_watch_outlives_the_host()
    {
        await ServeAsync(AskTwiceAsync);
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1);

        await Host.RestartAsync();
        var seen = await Clock.DriveAsync(AnswerWhatIsShownAsync(Client.WatchAsync(execution.Id)));

        Assert.Equal(["first", "second"], NamesOf(seen));
        Assert.Equal(ExecutionStatus.Succeeded, seen[^1].Status);
    }

    [Fact]
    public async Task Parking_and_resuming_are_shown()
    {
        await ServeAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);
        var execution = await StartAsync();
        var isParked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = ReadAsync(execution.WatchAsync(), state =>
        {
            if (state.ParkedAt is not null)
            {
                isParked.TrySetResult();
            }
        });
        await Clock.DriveAsync(isParked.Task);

        await execution.ResumeAsync().OrFail();

        var seen = await Clock.DriveAsync(watching);
        Assert.Equal(StuckReason.Parked, seen.First(static state => state.ParkedAt is not null).Stuck!.Reason);
        Assert.Equal((ExecutionStatus.Succeeded, null), (seen[^1].Status, seen[^1].ParkedAt));
    }

    [Fact]
    public async Task Many_viewers_ask_the_store_no_more_than_one()
    {
        const int Viewers = 50;
        await ServeAsync(static async context =>
        {
            for (var i = 0; i < 10; i++)
            {
                await context.WaitAsync(TimeSpan.FromSeconds(5));
            }

            return 1;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        var looking = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = Enumerable.Range(0, Viewers).Select(_ =>
        {
            var isFirst = true;
            return ReadAsync(execution.WatchAsync(), _ =>
            {
                if (isFirst && Interlocked.Increment(ref looking) == Viewers)
                {
                    all.SetResult();
                }

                isFirst = false;
            });
        }).ToArray();
        await Clock.DriveAsync(all.Task);
        var (before, loads) = (Host.Store.Count(StoreRequestKind.ReadHead), Host.Store.Count(StoreRequestKind.Load));

        var seen = await Clock.DriveAsync(Task.WhenAll(watching));

        Assert.All(seen, static states => Assert.Equal(ExecutionStatus.Succeeded, states[^1].Status));

        // One that sleeps longer may be asked about once a minute, and all together take no more.
        Assert.InRange(Host.Store.Count(StoreRequestKind.ReadHead) - before, 0, 2);
        Assert.Equal(loads, Host.Store.Count(StoreRequestKind.Load));
    }

    private static IEnumerable<string?> NamesOf(IEnumerable<ExecutionDescription> seen) =>
        seen.SelectMany(static state => state.Waiting?.For.Where(static wait => wait.Kind == WaitKind.Callback).Select(static wait => wait.Name) ?? []).Distinct();

    private async Task<int> AskTwiceAsync(IDurableContext context)
    {
        foreach (var name in new[] { "first", "second" })
        {
            var callback = await context.CreateCallbackAsync<int>(name);
            _callbacks[name] = callback.CallbackId;
            await callback.GetResultAsync();
        }

        return 1;
    }

    private Task<List<ExecutionDescription>> AnswerWhatIsShownAsync(IAsyncEnumerable<ExecutionDescription> states)
    {
        var last = "";
        return ReadAsync(states, state =>
        {
            if (state.Waiting?.For is [{ Kind: WaitKind.Callback, Name: { } name }] && name != last)
            {
                last = name;
                _ = AnswerAsync(name);
            }
        });
    }

    // It is open a moment before the function knows its id.
    private async Task AnswerAsync(string name)
    {
        string? callbackId = null;
        await Patience.UntilAsync(() => Task.FromResult(_callbacks.TryGetValue(name, out callbackId)), name);
        await Client.SendCallbackSuccessAsync(callbackId!, 1);
    }

    private static async Task<List<ExecutionDescription>> ReadAsync(IAsyncEnumerable<ExecutionDescription> states, Action<ExecutionDescription>? onState = null)
    {
        List<ExecutionDescription> seen = [];
        await foreach (var state in states)
        {
            seen.Add(state);
            onState?.Invoke(state);
        }

        return seen;
    }
}
