using Durable;

namespace Functions;

public sealed record Sample1Input(string Name);

public sealed record Sample1Output(string Text);

/// <summary>Register it: durable.AddFunction&lt;Sample1Function&gt;("Sample1").</summary>
public sealed class Sample1Function : IDurableFunction<Sample1Input, Sample1Output>
{
    public async Task<Sample1Output> RunAsync(Sample1Input input, IDurableContext context)
    {
        var asked = await context.StepAsync((step, token) => Task.FromResult(DateTimeOffset.UtcNow), "ask");
        await context.WaitAsync(TimeSpan.FromSeconds(10), "think");
        return await context.StepAsync((step, token) => Task.FromResult(new Sample1Output($"Hello, {input.Name}. You asked at {asked:O}.")), "answer");
    }
}
