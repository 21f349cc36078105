using Durable;

namespace Functions;

public sealed record GreetingInput(string Name);

public sealed record GreetingOutput(string Text);

/// <summary>Register it: durable.AddFunction&lt;GreetingFunction&gt;("Greeting").</summary>
public sealed class GreetingFunction : IDurableFunction<GreetingInput, GreetingOutput>
{
    public async Task<GreetingOutput> RunAsync(GreetingInput input, IDurableContext context)
    {
        var asked = await context.StepAsync((step, token) => Task.FromResult(DateTimeOffset.UtcNow), "ask");
        await context.WaitAsync(TimeSpan.FromSeconds(10), "think");
        return await context.StepAsync((step, token) => Task.FromResult(new GreetingOutput($"Hello, {input.Name}. You asked at {asked:O}.")), "answer");
    }
}
