using Durable.Server.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.WebConsole.Tests.Testing;

/// <summary>Functions with something to look at.</summary>
internal static class TestFunctions
{
    public static DurableExecutionsBuilder AddTo(DurableExecutionsBuilder durable) => durable
        .AddFunction<string, string>("greet", static async (name, context) =>
        {
            var greeting = await context.StepAsync((_, _) => Task.FromResult($"Hello, {name}"), "greet");
            return await context.StepAsync((_, _) => Task.FromResult($"{greeting}!"), "emphasize");
        })
        .AddFunction<string, string>("hostile", static async (text, context) =>
        {
            await context.StepAsync((_, _) => Task.FromResult(text), $"step {ConsoleHost.Markup}");
            throw new InvalidOperationException($"{ConsoleHost.Markup} {text}");
        })
        .AddFunction<string, string>("approve", static async (_, context) =>
        {
            var callback = await context.CreateCallbackAsync<string>("approval");
            return await callback.GetResultAsync();
        })
        .AddFunction<int, int>("fan", static async (count, context) =>
        {
            var batch = await context.MapAsync(
                Enumerable.Range(0, count).ToArray(),
                static async (branch, item, _, _, token) =>
                {
                    await branch.StepAsync((_, _) => Task.FromResult(item), "fetch", cancellationToken: token);
                    return await branch.StepAsync((_, _) => item % 10 == 7 ? throw new InvalidOperationException("seven") : Task.FromResult(item), "square", new StepConfig { RetryStrategy = RetryStrategy.None }, token);
                },
                "items");
            return batch.GetResults().Count;
        })
        .AddFunction<string, string>("hold", static (text, context) => context.StepAsync(
            async (step, _) =>
            {
                await step.Services.GetRequiredService<Gate>().PassAsync();
                return text;
            },
            "hold"))
        .AddFunction<int, int>("sleep", static async (seconds, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(seconds), "nap");
            return seconds;
        });
}
