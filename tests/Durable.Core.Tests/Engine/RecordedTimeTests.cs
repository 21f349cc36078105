using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class RecordedTimeTests
{
    private readonly EngineHarness _engine = new();

    [Fact]
    public void A_wait_counts_from_the_end_of_the_step_before_it()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task);
            await context.WaitAsync(TimeSpan.FromSeconds(5), "wait");
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(100));
        var ended = _engine.Clock.GetUtcNow();

        body.SetResult();
        _engine.RunUntilIdle();

        Assert.Equal(ended.AddSeconds(5), _engine.Log.Find("2")!.Wait!.ScheduledEndTimestamp);
    }

    [Fact]
    public void A_step_is_recorded_with_the_time_at_which_its_body_ended()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task);
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(100));
        var ended = _engine.Clock.GetUtcNow();

        body.SetResult();
        _engine.RunUntilIdle();

        Assert.Equal(ended, _engine.Log.Find("1")!.EndTimestamp);
    }

    [Fact]
    public void Waits_of_one_turn_end_together()
    {
        _engine.Start(async context =>
        {
            var first = context.WaitAsync(TimeSpan.FromSeconds(5));
            _engine.Clock.Advance(TimeSpan.FromMilliseconds(3));
            await Task.WhenAll(first, context.WaitAsync(TimeSpan.FromSeconds(5)));
            return true;
        });
        _engine.RunUntilIdle();

        Assert.Equal(_engine.Log.Find("1")!.Wait!.ScheduledEndTimestamp, _engine.Log.Find("2")!.Wait!.ScheduledEndTimestamp);
    }
}
