namespace Durable.Samples;

/// <summary>Fans out over so many items, lets each wait, and adds up what they return: the sum of the squares below the number.</summary>
internal static class FanOutFunction
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static async Task<long> RunAsync(int items, IDurableContext context)
    {
        var squares = await context.MapAsync(
            Enumerable.Range(0, items).ToArray(),
            async (branch, item, _, _, ct) =>
            {
                var number = await branch.StepAsync((_, _) => Task.FromResult((long)item), "fetch", cancellationToken: ct);

                // All branches are due together, and one checkpoint tells them all that their wait is over.
                await branch.WaitAsync(s_pause, "pause", ct);
                return await branch.StepAsync((_, _) => Task.FromResult(number * number), "square", cancellationToken: ct);
            },
            "items");

        squares.ThrowIfError();
        return squares.GetResults().Sum();
    }
}
