namespace Durable.CrashChild;

/// <summary>
/// A function with all that a crash may interrupt: steps of either semantics, retries, branches and waits. Its result is seven times one
/// more than its input, whatever happens to it.
/// </summary>
internal static class JournaledFunction
{
    public const string Name = "journaled";

    private static readonly StepConfig s_retried = new() { RetryStrategy = RetryStrategy.Exponential(3, TimeSpan.FromSeconds(1)) };
    private static readonly StepConfig s_once = new() { Semantics = StepSemantics.AtMostOncePerRetry, RetryStrategy = RetryStrategy.None };

    public static async Task<int> RunAsync(int input, IDurableContext context, Journal journal)
    {
        var first = await StepAsync(context, journal, input);
        var branches = await context.MapAsync([0, 1, 2], async (branch, item, _, _, cancellationToken) =>
        {
            var before = await StepAsync(branch, journal, input + item);
            await RunOnceAsync(branch, journal);
            if ((input + item) % 3 == 0)
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken: cancellationToken);
            }

            return await StepAsync(branch, journal, before * 2);
        });
        return first + branches.GetResults().Sum() + await StepAsync(context, journal, 1, failures: input % 2);
    }

    /// <summary>A step that fails so often before it has its result.</summary>
    public static Task<int> StepAsync(IDurableContext context, Journal journal, int result, int failures = 0) => context.StepAsync(
        async (step, _) =>
        {
            await NoteAsync(context, journal, step, "step");
            return step.AttemptNumber > failures ? result : throw new TimeoutException("not yet");
        },
        config: s_retried);

    /// <summary>A step that may run once, whatever becomes of it.</summary>
    public static async Task RunOnceAsync(IDurableContext context, Journal journal)
    {
        try
        {
            await context.StepAsync((step, _) => NoteAsync(context, journal, step, "once"), config: s_once);
        }
        catch (StepInterruptedException)
        {
            // The process was killed while it ran, or just before.
        }
    }

    // The effect comes first and then some time, so that many are killed in between.
    private static async Task NoteAsync(IDurableContext context, Journal journal, IStepContext step, string kind)
    {
        journal.Note($"{context.ExecutionContext.ExecutionId} {step.OperationId} {step.AttemptNumber} {kind}");
        await Task.Delay(Random.Shared.Next(5));
    }
}
