using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>What a function awaits, or leaves, without the engine: it is told to a person.</summary>
public sealed class ForeignAwaitTests
{
    private const string Late = "something that is no durable operation";
    private const string Left = "operations were under way, which nobody awaits";

    private static readonly TimeSpan s_long = TimeSpan.FromHours(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_foreign_task_that_ends_after_the_execution_fell_asleep_is_told_once(bool inBranch)
    {
        var outside = new TaskCompletionSource();
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var wait = context.WaitAsync(s_long, "wait");
            await Task.WhenAny(wait, outside.Task);
            await outside.Task;
            await wait;
            return true;
        });
        engine.RunUntilIdle();
        Assert.Equal(ActivationState.Released, engine.Current.State);

        outside.SetResult();
        engine.RunUntilIdle();

        Assert.Single(engine.Logs.Lines, static line => line.Message.Contains(Late, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_function_leaves_under_way_is_named()
    {
        var never = new TaskCompletionSource<int>();
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            _ = context.SlowStepAsync("forgotten", never);
            _ = context.WaitAsync(s_long, "limit");
            await context.StepAsync("awaited", 1);
            return true;
        });
        engine.RunToEnd();

        var line = Assert.Single(engine.Logs.Lines, static line => line.Message.Contains(Left, StringComparison.Ordinal));
        Assert.Contains("step 'forgotten'", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_awaits_everything_is_told_nothing()
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            await context.WaitAsync(s_long, "wait");
            return await context.StepAsync("step", true);
        });
        engine.RunToEnd();

        Assert.DoesNotContain(
            engine.Logs.Lines,
            static line => line.Message.Contains(Late, StringComparison.Ordinal) || line.Message.Contains(Left, StringComparison.Ordinal));
    }
}
