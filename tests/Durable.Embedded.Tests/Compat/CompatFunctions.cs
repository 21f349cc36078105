namespace Durable.Embedded.Tests.Compat;

/// <summary>
/// The functions whose executions stand in the databases of releases, each left under way at a place of its own. Their code must stay as it is: what is
/// tested is that today's engine goes on with what an earlier one has recorded.
/// </summary>
internal static class CompatFunctions
{
    public static readonly TimeSpan Wait = TimeSpan.FromHours(1);

    /// <summary>The executions, each of the function of its name, and the results that they come to.</summary>
    public static IReadOnlyDictionary<string, string> Results { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ended"] = "ended",
        ["waits"] = "one two",
        ["maps"] = "1 4 9 16 25",
        ["retries"] = "second attempt",
        ["awaits-callback"] = "approved",
        ["invokes"] = "invoked: one two",
        ["races"] = "short",
    };

    /// <param name="durable">Registers them.</param>
    /// <param name="reached">Is told when one has come to where it is left.</param>
    public static void AddTo(DurableExecutionsBuilder durable, Action<string> reached) => durable
        .AddFunction<string, string>("ended", static (input, context) => context.StepAsync((_, _) => Task.FromResult(input), "only"))
        .AddFunction<string, string>("waits", (_, context) => WaitsAsync(context, reached))
        .AddFunction<string, string>("maps", (_, context) => MapsAsync(context, reached))
        .AddFunction<string, string>("retries", (_, context) => RetriesAsync(context, reached))
        .AddFunction<string, string>("awaits-callback", (_, context) => AwaitsCallbackAsync(context, reached))
        .AddFunction<string, string>("invokes", async (_, context) =>
        {
            reached("invokes");
            return $"invoked: {await context.InvokeAsync<string, string>("waits", "from invokes", "child")}";
        })
        .AddFunction<string, string>("races", (_, context) => RacesAsync(context, reached));

    private static async Task<string> WaitsAsync(IDurableContext context, Action<string> reached)
    {
        var first = await context.StepAsync(static (_, _) => Task.FromResult("one"), "first");
        var wait = context.WaitAsync(Wait, "between");
        reached("waits");
        await wait;
        return $"{first} {await context.StepAsync(static (_, _) => Task.FromResult("two"), "second")}";
    }

    private static async Task<string> MapsAsync(IDurableContext context, Action<string> reached)
    {
        var squares = await context.MapAsync(
            (IReadOnlyList<int>)[1, 2, 3, 4, 5],
            async (branch, item, _, _, token) =>
            {
                var square = await branch.StepAsync((_, _) => Task.FromResult(item * item), "square", cancellationToken: token);
                var wait = branch.WaitAsync(Wait, cancellationToken: token);
                if (item == 5)
                {
                    reached("maps");
                }

                await wait;
                return square;
            },
            "squares");
        return string.Join(' ', squares.GetResults());
    }

    private static Task<string> RetriesAsync(IDurableContext context, Action<string> reached) => context.StepAsync(
        (step, _) =>
        {
            if (step.AttemptNumber > 1)
            {
                return Task.FromResult("second attempt");
            }

            reached("retries");
            throw new InvalidDataException("the first attempt fails");
        },
        "step",
        new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(Wait)) });

    private static async Task<string> AwaitsCallbackAsync(IDurableContext context, Action<string> reached)
    {
        var callback = await context.CreateCallbackAsync<string>("approval");
        var approval = callback.GetResultAsync();
        reached("awaits-callback");
        return await approval;
    }

    private static async Task<string> RacesAsync(IDurableContext context, Action<string> reached)
    {
        var (shorter, longer) = (context.WaitAsync(Wait, "short"), context.WaitAsync(2 * Wait, "long"));
        reached("races");
        return await Task.WhenAny(longer, shorter) == shorter ? "short" : "long";
    }
}
