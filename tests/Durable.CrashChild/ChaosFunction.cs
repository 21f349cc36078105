namespace Durable.CrashChild;

/// <summary>
/// A function that waits for somebody outside, too: each third execution asks for an answer, which must be its input. Its result is two more than
/// four times its input, whatever happens to it.
/// </summary>
internal static class ChaosFunction
{
    public const string Name = "chaos";

    public static async Task<int> RunAsync(int input, IDurableContext context, Journal journal)
    {
        var first = await JournaledFunction.StepAsync(context, journal, input);
        await JournaledFunction.RunOnceAsync(context, journal);
        var branches = await context.MapAsync([0, 1], async (branch, item, _, _, cancellationToken) =>
        {
            var result = await JournaledFunction.StepAsync(branch, journal, input + item);
            await JournaledFunction.RunOnceAsync(branch, journal);
            if ((input + item) % 4 == 0)
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken: cancellationToken);
            }

            return await JournaledFunction.StepAsync(branch, journal, result);
        });
        var answer = input % 3 == 0 ? await AskAsync(context, journal) : input;
        return first + branches.GetResults().Sum() + answer + await JournaledFunction.StepAsync(context, journal, 1, failures: input % 5 == 0 ? 1 : 0);
    }

    private static async Task<int> AskAsync(IDurableContext context, Journal journal)
    {
        var callback = await context.CreateCallbackAsync<int>("answer");
        await context.StepAsync((step, _) =>
        {
            journal.Note($"{context.ExecutionContext.ExecutionId} {step.OperationId} {step.AttemptNumber} ask {callback.CallbackId}");
            return Task.CompletedTask;
        });
        return await callback.GetResultAsync();
    }
}
