using Durable.Core.Engine;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class LostInvocationTests
{
    private readonly EngineHarness _engine = new();

    private int _runs;

    private int Lost => _engine.Records.Count(static record => record is InvocationCompletedRecord { Error: not null });

    [Fact]
    public void A_loss_is_durable_before_the_function_runs_again()
    {
        _engine.Start(StandStillAsync);
        _engine.RunUntilIdle();
        _engine.Crash();

        _ = _engine.ActivateAsync();
        _engine.RunUntil(() => _runs == 2);

        Assert.Equal((2, 1), (_runs, Lost));
    }

    [Fact]
    public void From_the_limit_on_the_function_runs_no_more()
    {
        _engine.Options.MaxLostInvocations = 3;
        _engine.Start(StandStillAsync);
        _engine.RunUntilIdle();
        Lose(2);
        Assert.Equal(3, _runs);

        _engine.Crash();
        var activated = _engine.ActivateAsync();
        _engine.RunUntilIdle();

        var error = Assert.IsType<InvocationsLostException>(activated.Exception!.InnerException);
        Assert.Contains("died 3 times in a row", error.Message, StringComparison.Ordinal);
        Assert.Contains("DurableEngineOptions.MaxLostInvocations (3)", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, 2), (_runs, Lost));
    }

    [Fact]
    public void A_host_that_left_gracefully_does_not_hide_the_losses_after_it()
    {
        _engine.Options.MaxLostInvocations = 3;
        _engine.Start(StandStillAsync);
        _engine.RunUntilIdle();
        _ = _engine.Current.PostAsync(static execution => execution.Drain());
        _engine.RunUntilIdle();

        // The next deployment kills its process.
        var activated = LoseThreeInvocations();

        Assert.IsType<InvocationsLostException>(activated.Exception!.InnerException);
        Assert.Equal((4, 2), (_runs, Lost));
    }

    [Fact]
    public void A_replay_that_kills_its_process_after_a_long_sleep_is_counted()
    {
        _engine.Options.MaxLostInvocations = 3;
        _engine.Start(async context =>
        {
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        _engine.Clock.Advance(TimeSpan.FromDays(1));

        // The next deployment kills its process before it comes to anything.
        _engine.Deploy(StandStillAsync);
        var activated = LoseThreeInvocations();

        Assert.IsType<InvocationsLostException>(activated.Exception!.InnerException);
        Assert.Equal((3, 2), (_runs, Lost));
    }

    [Fact]
    public void To_wake_for_a_wait_costs_one_write()
    {
        _engine.Start(async context =>
        {
            await context.WaitAsync(TimeSpan.FromDays(1));
            return await StandStillAsync(context);
        });
        _engine.RunUntilIdle();
        _engine.Clock.Advance(TimeSpan.FromDays(1));
        var writes = _engine.Writes;

        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();

        Assert.Equal((1, 1), (_runs, _engine.Writes - writes));
    }

    [Fact]
    public void Without_a_limit_it_is_taken_up_each_time()
    {
        _engine.Options.MaxLostInvocations = 0;
        _engine.Start(StandStillAsync);
        _engine.RunUntilIdle();

        Lose(12);

        Assert.Equal((13, 12), (_runs, Lost));
    }

    [Fact]
    public void An_operation_that_ends_breaks_the_row()
    {
        _engine.Options.MaxLostInvocations = 3;
        _engine.Start(async context =>
        {
            for (var step = 0; step <= _runs; step++)
            {
                await context.StepAsync(static (_, _) => Task.FromResult(1));
            }

            return await StandStillAsync(context);
        });
        _engine.RunUntilIdle();

        Lose(5);

        Assert.Equal(6, _runs);
    }

    [Fact]
    public void A_suspension_breaks_the_row_of_who_is_only_taken_along()
    {
        _engine.Options.MaxLostInvocations = 3;
        _engine.Start(async context =>
        {
            _runs++;
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return _runs;
        });
        _engine.RunUntilIdle();

        Lose(8);

        Assert.Equal(9, _engine.RunToResult<int>());
    }

    [Fact]
    public void Code_behind_a_step_is_not_the_step_s_fault()
    {
        _engine.Options.MaxLostInvocations = 4;
        var bodies = 0;
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(++bodies), "innocent");
            return await StandStillAsync(context);
        });
        Assert.True(_engine.RunUntil(() => _runs == 1));

        for (var loss = 1; loss <= 4; loss++)
        {
            var runs = _runs;
            _engine.Crash();
            _ = _engine.ActivateAsync();
            Assert.True(_engine.RunUntil(() => _runs > runs));
        }

        Assert.Equal((OperationStatus.Succeeded, 0, 2), (_engine.Log.Find("1")!.Status, _engine.Log.Find("1")!.Step!.LostAttempts, bodies));
    }

    [Fact]
    public void Where_a_step_was_under_way_its_own_limit_decides()
    {
        _engine.Options.MaxLostInvocations = 2;
        _engine.Start(context => context.StepAsync(
            (_, _) =>
            {
                _runs++;
                return new TaskCompletionSource<int>().Task;
            },
            config: new StepConfig { MaxLostAttempts = 4 }));
        _engine.RunUntilIdle();

        Lose(6);

        Assert.Equal(OperationStatus.Failed, _engine.Log.Find("1")!.Status);
    }

    [Fact]
    public void A_row_of_losses_is_read_from_records_of_before_it_was_counted()
    {
        var at = DateTimeOffset.UnixEpoch;
        var trail = new InvocationTrail(at);

        new InvocationCompletedRecord(at, at.AddSeconds(1), "a", LostInvocation.Error(startsAnew: false)).AddTo(trail, hasChangedLog: false);
        new InvocationCompletedRecord(at, at.AddSeconds(2), "b", LostInvocation.Error(startsAnew: false)).AddTo(trail, hasChangedLog: false);
        Assert.Equal((at.AddSeconds(2), 2), (trail.OpenSince, trail.LostInARow));

        new InvocationCompletedRecord(at, at.AddSeconds(3), "c", LostInvocation.Error(startsAnew: true)).AddTo(trail, hasChangedLog: false);
        Assert.Equal((at.AddSeconds(3), 0), (trail.OpenSince, trail.LostInARow));

        new InvocationCompletedRecord(at, at.AddSeconds(4), "d", null).AddTo(trail, hasChangedLog: false);
        Assert.Equal((null, 0), (trail.OpenSince, trail.LostInARow));
    }

    // Each of them its whole process; then it is taken up once more.
    private Task LoseThreeInvocations()
    {
        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();
        Lose(2);
        _engine.Crash();
        var activated = _engine.ActivateAsync();
        _engine.RunUntilIdle();
        return activated;
    }

    private void Lose(int times)
    {
        for (var loss = 1; loss <= times; loss++)
        {
            _engine.Crash();
            _ = _engine.ActivateAsync();
            _engine.RunUntilIdle();
        }
    }

    private async Task<int> StandStillAsync(IDurableContext context)
    {
        _runs++;
        return await new TaskCompletionSource<int>().Task;
    }
}
