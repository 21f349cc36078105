namespace Durable.Samples;

/// <summary>The smallest durable function: two steps, each run once and then remembered.</summary>
internal static class HelloFunction
{
    public static async Task<string> RunAsync(string name, IDurableContext context)
    {
        var greeting = await context.StepAsync((_, _) => Task.FromResult($"Hello, {name}"), "greet");

        // Killed here, the execution goes on with the greeting that it has.
        return await context.StepAsync((_, _) => Task.FromResult($"{greeting}!"), "emphasize");
    }
}
