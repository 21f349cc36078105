using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class SequentialStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void K_sequential_steps_cost_k_plus_1_writes(int steps)
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            var sum = 0;
            for (var i = 0; i < steps; i++)
            {
                sum += await context.StepAsync((_, _) => Task.FromResult(1));
            }

            return sum;
        });

        Assert.Equal(steps, engine.RunToResult<int>());
        Assert.Equal(steps + 1, engine.Writes);
    }
}
