using Durable.Core.Engine;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>What is due together joins one marker, in the turn that wakes it.</summary>
public sealed class DueWaveTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly CheckpointBatcher _batcher = new(new DurableEngineOptions());
    private readonly TimerQueue _timers = new();

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(100_000)]
    public void However_many_are_due_are_one_marker_that_is_flushed_at_once(int due)
    {
        var parked = Enumerable.Range(0, due).Select(_ => Park(s_now)).ToArray();

        Assert.True(_timers.WakeDue(s_now, _batcher));

        Assert.True(_batcher.IsFlushDue(s_now));
        Assert.Equal(parked, _batcher.TakeBatch().Joined);
        Assert.True(_batcher.IsEmpty);
        Assert.Equal(0, _timers.Count);
    }

    [Fact]
    public void They_join_in_the_order_in_which_they_are_due()
    {
        var late = Park(s_now);
        var early = Park(s_now.AddSeconds(-1));

        _timers.WakeDue(s_now, _batcher);

        Assert.Equal([early, late], _batcher.TakeBatch().Joined);
    }

    [Fact]
    public void What_is_not_due_stays_parked_and_makes_no_request()
    {
        Park(s_now.AddMilliseconds(1));

        Assert.False(_timers.WakeDue(s_now, _batcher));

        Assert.False(_batcher.IsFlushDue(s_now));
        Assert.Equal((1, s_now.AddMilliseconds(1)), (_timers.Count, _timers.NextDueAt()));
    }

    [Fact]
    public void What_was_given_up_does_not_join()
    {
        var given = Park(s_now);
        var waiting = Park(s_now);
        given.GiveUp();
        _timers.Forget();

        _timers.WakeDue(s_now, _batcher);

        Assert.Equal([waiting], _batcher.TakeBatch().Joined);
        Assert.Equal(0, _timers.Count);
    }

    [Fact]
    public void What_is_due_after_the_batch_was_taken_joins_the_next_marker()
    {
        Park(s_now);
        _timers.WakeDue(s_now, _batcher);
        _batcher.TakeBatch();
        var next = Park(s_now.AddSeconds(1));

        _timers.WakeDue(s_now.AddSeconds(1), _batcher);

        Assert.Equal([next], _batcher.TakeBatch().Joined);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_wave_is_written_in_the_turn_that_wakes_it(bool branchesHaveTurns)
    {
        var engine = new EngineHarness(branchesHaveTurns ? EngineHost.Grains : EngineHost.Embedded);
        var resumed = 0;
        engine.Start(async context => (await context.MapAsync(
            new int[99],
            async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                resumed++;
                return 1;
            })).SuccessCount);
        engine.RunUntilIdle();
        engine.Store.Holds = true;
        var turns = engine.Current.Turns;

        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        engine.RunUntil(() => engine.Store.InFlight.Any());

        // The tick of the timer, and the end of its turn.
        Assert.InRange(engine.Current.Turns - turns, 1, 2);
        Assert.Equal(0, resumed);
        engine.Store.Holds = false;
        engine.Store.HeldCommit.Complete();
        Assert.Equal(99, engine.RunToResult<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_given_up_while_its_wave_is_written_ends_once(bool branchesHaveTurns)
    {
        var engine = new EngineHarness(branchesHaveTurns ? EngineHost.Grains : EngineHost.Embedded);
        using var impatience = new CancellationTokenSource();
        engine.Start(async context => (await context.MapAsync(
            [1, 2],
            async (branch, item, _, _, _) =>
            {
                try
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken: item == 1 ? impatience.Token : default);
                    return "elapsed";
                }
                catch (OperationCanceledException)
                {
                    return "given up";
                }
            })).GetResults());
        engine.RunUntilIdle();
        engine.Store.Holds = true;
        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        engine.RunUntil(() => engine.Store.InFlight.Any());

        impatience.Cancel();
        engine.RunUntilIdle();
        engine.Store.Holds = false;
        engine.Store.HeldCommit.Complete();
        var results = engine.RunToResult<string[]>();

        Assert.Equal("elapsed", results[1]);
        Assert.Contains(results[0], (string[])["elapsed", "given up"]);
        Assert.Equal(results, Replayed(engine));
    }

    [Fact]
    public void A_branch_that_ends_in_a_wave_leaves_its_turns_when_the_others_have_gone_on()
    {
        // What comes last runs first, so that branches end before others have gone on.
        var engine = new EngineHarness(EngineHost.Grains, static runnable => runnable - 1);
        List<int> held = [];
        engine.Start(async context => (await context.MapAsync(
            new int[20],
            async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                held.Add(engine.Current.Branches.Held);
                return 1;
            })).SuccessCount);
        engine.RunUntilIdle();

        engine.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(20, engine.RunToResult<int>());
        Assert.Equal(Enumerable.Repeat(20, 20), held);
        Assert.Equal(0, engine.Current.Branches.Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_branch_leaves_its_turns_however_it_ends(bool isVirtual)
    {
        var engine = new EngineHarness(EngineHost.Grains);
        var config = new MapConfig<int>
        {
            NestingType = isVirtual ? NestingType.Flat : NestingType.Nested,
            CompletionConfig = CompletionConfig.FirstSuccessful(),
        };
        engine.Start(async context =>
        {
            await context.MapAsync(
                [0, 3600],
                async (branch, item, _, _, _) =>
                {
                    if (item > 0)
                    {
                        await branch.WaitAsync(TimeSpan.FromSeconds(item));
                    }

                    return item;
                },
                config: config);
            await context.WaitAsync(TimeSpan.FromHours(2));
            return 1;
        });

        engine.RunUntilIdle();

        Assert.Equal((2, 0), (engine.Current.Branches.Count, engine.Current.Branches.Held));
    }

    private static string[] Replayed(EngineHarness engine) => engine.Log.Snapshot().Values
        .Where(static operation => operation.Type == OperationType.Context && operation.Result is { } result && result[0] == '"')
        .OrderBy(static operation => operation.StartSequence)
        .Select(static operation => operation.Result!.Trim('"'))
        .ToArray();

    private SomeParkedOperation Park(DateTimeOffset dueAt)
    {
        var parked = new SomeParkedOperation(dueAt);
        _timers.Add(parked);
        return parked;
    }
}
