namespace Durable.Server.Tests.Testing;

/// <summary>Functions small enough that a test knows every byte they leave behind.</summary>
internal static class TestFunctions
{
    public static void AddTo(DurableExecutionsBuilder durable, Gate gate) => durable
        .AddFunction<string, string>("echo", static (text, context) => context.StepAsync((_, _) => Task.FromResult(text), "copy"))
        .AddFunction<string>("nothing", static (_, _) => Task.CompletedTask)
        .AddFunction<string, string>("fail", static (message, _) => Task.FromException<string>(new InvalidOperationException(message)))
        .AddFunction<string, string>("chain", static (message, context) => context.StepAsync<string>(
            (_, _) => throw new InvalidDataException(message, new TimeoutException("slow")), "work", new StepConfig { RetryStrategy = RetryStrategy.None }))
        .AddFunction<string, string>("versioned", static (text, _) => Task.FromResult(text), static options => options.Version = "7")
        .AddFunction<string, string>("invoke", static (text, context) => context.InvokeAsync<string, string>("versioned", text))
        .AddFunction<int, string>("sleep", static async (seconds, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(seconds), "nap");
            return "slept";
        })
        .AddFunction<int, int>("runs", static async (left, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(60), "pause");
            if (left > 1)
            {
                await context.ContinueAsNewAsync(left - 1);
            }

            return left;
        })
        .AddFunction<string, string?>("ask", static async (question, context) =>
        {
            var config = new CallbackConfig { Timeout = TimeSpan.FromHours(1), HeartbeatTimeout = TimeSpan.FromMinutes(10) };
            return await (await context.CreateCallbackAsync<string?>("answer", config)).GetResultAsync();
        })
        .AddFunction<string, string>("gated", (text, context) => context.StepAsync(
            async (_, _) =>
            {
                await gate.PassAsync();
                return text;
            },
            "pass"));
}
