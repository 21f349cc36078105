using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>More is pending at the end of an execution than one checkpoint holds, and the process may die between any two.</summary>
public sealed class EndInPartsTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1, ExecutionStatus.Stopped)]
    [InlineData(2, ExecutionStatus.Stopped)]
    [InlineData(3, ExecutionStatus.Stopped)]
    [InlineData(1, ExecutionStatus.TimedOut)]
    [InlineData(2, ExecutionStatus.TimedOut)]
    [InlineData(3, ExecutionStatus.TimedOut)]
    public void Until_the_last_checkpoint_it_has_not_ended_whoever_reads_it(int operationsPerWrite, ExecutionStatus status)
    {
        for (var written = 0; ; written++)
        {
            var engine = new EngineHarness();
            engine.Options.MaxBatchOperations = operationsPerWrite;
            engine.Start(
                static async context =>
                {
                    var hanging = context.StepAsync(static (_, _) => new TaskCompletionSource<bool>().Task);
                    await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => context.StepAsync(static (_, _) => Task.FromResult(1))));
                    return await hanging;
                },
                status == ExecutionStatus.TimedOut ? static options => options.ExecutionTimeout = s_minute : null);
            engine.RunUntilIdle();
            if (status == ExecutionStatus.Stopped)
            {
                _ = engine.Current.PostAsync(static execution => execution.Stop(null));
            }

            var before = engine.Disk.Writes;
            engine.Clock.Advance(s_minute);
            if (!engine.RunUntil(() => engine.Disk.Writes - before > written))
            {
                Assert.True(written > 0);
                Assert.Equal(status, engine.Head.Status);
                return;
            }

            engine.CrashAndResume();
            Assert.Equal(engine.Log.IsClosed, engine.Head.Status != ExecutionStatus.Running);
            Assert.NotEqual(ActivationState.Faulted, engine.Current.State);
        }
    }
}
