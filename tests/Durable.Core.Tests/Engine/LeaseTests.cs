using Durable.Core.Log.Records;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class LeaseTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(60);

    private readonly EngineHarness _engine = new(new EngineHost { LeaseDuration = s_lease });

    [Fact]
    public void A_running_execution_renews_its_lease_at_half_time()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task);
            return true;
        });

        _engine.Advance(s_lease / 2);

        Assert.Equal(new WakeUp(_engine.Clock.GetUtcNow() + s_lease, WakeUpKind.Lease), _engine.Head.WakeUp);
    }

    [Fact]
    public void A_short_execution_pays_nothing_for_its_lease()
    {
        _engine.Start(async context => await context.StepAsync((_, _) => Task.FromResult(1)));
        _engine.RunUntilIdle();

        Assert.Equal(2, _engine.Writes);
        Assert.Null(_engine.Head.WakeUp);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    public void The_first_write_after_hibernation_says_that_it_runs_again_however_many_follow(int operationsPerWrite)
    {
        _engine.Options.MaxBatchOperations = operationsPerWrite;
        _engine.Options.HibernateAfter = TimeSpan.Zero;
        _engine.Start(static async context => await Task.WhenAll(
            (await context.CreateCallbackAsync<int>("first")).GetResultAsync(), (await context.CreateCallbackAsync<int>("second")).GetResultAsync()));
        _engine.RunUntilIdle();
        Assert.Equal((ActivationState.Released, WakeUpKind.Timer), (_engine.Current.State, _engine.Head.WakeUp!.Value.Kind));
        var version = _engine.Head.Version;

        _ = _engine.SendAsync(_engine.CallbackId("first"), CallbackAction.Succeed, "1");
        _ = _engine.SendAsync(_engine.CallbackId("second"), CallbackAction.Succeed, "2");
        _engine.RunUntil(() => _engine.Head.Version > version);

        // Should its process die here, somebody must look after it before it is due by itself.
        Assert.InRange(_engine.Head.WakeUp!.Value.At, _engine.Clock.GetUtcNow(), _engine.Clock.GetUtcNow() + s_lease);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    public void What_sleeps_on_until_the_same_time_as_before_says_so_again(int operationsPerWrite)
    {
        _engine.Options.MaxBatchOperations = operationsPerWrite;
        _engine.Options.HibernateAfter = TimeSpan.Zero;
        _engine.Start(static async context =>
        {
            var nap = context.WaitAsync(TimeSpan.FromHours(1));
            await Task.WhenAll((await context.CreateCallbackAsync<int>("first")).GetResultAsync(), (await context.CreateCallbackAsync<int>("second")).GetResultAsync());
            await nap;
            return true;
        });
        _engine.RunUntilIdle();
        var asleep = _engine.Head.WakeUp;

        _ = _engine.SendAsync(_engine.CallbackId("first"), CallbackAction.Succeed, "1");
        _ = _engine.SendAsync(_engine.CallbackId("second"), CallbackAction.Succeed, "2");
        _engine.RunUntilIdle();

        Assert.Equal((ActivationState.Released, asleep), (_engine.Current.State, _engine.Head.WakeUp));
    }

    [Fact]
    public void An_activation_that_takes_over_renews_the_lease_with_its_first_write()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task);
            return true;
        });
        _engine.RunUntilIdle();
        _engine.Clock.Advance(TimeSpan.FromSeconds(61));

        _engine.CrashAndResume();
        _engine.Advance(_engine.Options.MaxUnrecordedAge);

        Assert.Equal(new WakeUp(_engine.Clock.GetUtcNow() - _engine.Options.MaxUnrecordedAge + s_lease, WakeUpKind.Lease), _engine.Head.WakeUp);
    }

    [Fact]
    public void A_renewal_shares_the_request_of_a_wait_that_is_due_with_it()
    {
        _engine.Start(async context =>
        {
            await context.WaitAsync(s_lease / 2);
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        });
        _engine.Advance((s_lease / 2) + TimeSpan.FromSeconds(1));

        Assert.Single(_engine.Records.OfType<WatermarkRecord>());
        Assert.Equal(WakeUpKind.Lease, _engine.Head.WakeUp!.Value.Kind);
    }

    [Fact]
    public void A_renewal_that_the_store_holds_up_is_not_asked_for_again_meanwhile()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task);
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(2));
        _engine.Store.Holds = true;

        _engine.Advance(s_lease);

        Assert.Single(_engine.Store.InFlight);
    }
}
