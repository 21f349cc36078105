using Durable.Testing;

namespace Durable.Embedded.Tests;

public sealed class TurnQueueTests
{
    private readonly TurnQueue _turns = new();

    [Fact]
    public async Task Turns_run_in_order_and_one_at_a_time()
    {
        var seen = new List<int>();
        var running = 0;
        var overlaps = 0;

        var turns = Enumerable.Range(0, 5_000).Select(number => PostAsync(() =>
        {
            overlaps += Interlocked.Increment(ref running) - 1;
            seen.Add(number);
            Interlocked.Decrement(ref running);
        })).ToList();
        await Task.WhenAll(turns).OrFail();

        Assert.Equal(0, overlaps);
        Assert.Equal(Enumerable.Range(0, 5_000), seen);
    }

    [Fact]
    public async Task A_turn_posted_by_a_turn_comes_behind_those_that_wait()
    {
        var seen = new List<string>();
        var behind = Task.CompletedTask;
        using var filled = new ManualResetEventSlim();

        var first = PostAsync(() =>
        {
            filled.Wait();
            seen.Add("first");
            behind = PostAsync(() => seen.Add("behind"));
        });
        var second = PostAsync(() => seen.Add("second"));
        filled.Set();
        await Task.WhenAll(first, second).OrFail();
        await behind.OrFail();

        Assert.Equal(["first", "second", "behind"], seen);
    }

    [Fact]
    public async Task An_await_in_a_turn_comes_back_to_its_turns()
    {
        var outside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var after = Task.Factory.StartNew(
            async () =>
            {
                await outside.Task;
                return TaskScheduler.Current;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            _turns).Unwrap();

        outside.SetResult();

        Assert.Same(_turns, await after.OrFail());
    }

    [Fact]
    public async Task A_turn_that_throws_does_not_stop_the_next()
    {
        var bad = PostAsync(static () => throw new InvalidOperationException("bad"));
        var good = PostAsync(static () => { });

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad.OrFail());
        await good.OrFail();
    }

    [Fact]
    public async Task Nobody_else_can_run_a_queued_turn()
    {
        var ranOn = TaskScheduler.Current;
        using var release = new ManualResetEventSlim();
        var blocking = PostAsync(release.Wait);
        var turn = new Task(() => ranOn = TaskScheduler.Current);
        turn.Start(_turns);

        // Would run it here and now, if the scheduler let it.
        var isOver = TryWait(turn);
        release.Set();
        await Task.WhenAll(blocking, turn).OrFail();

        Assert.False(isOver);
        Assert.Same(_turns, ranOn);
    }

    private static bool TryWait(Task turn) => turn.Wait(TimeSpan.Zero);

    private Task PostAsync(Action turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns);
}
