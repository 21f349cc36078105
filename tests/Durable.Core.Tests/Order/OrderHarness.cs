using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>Runs a function in the execution's own lane, or in a branch that has turns of its own.</summary>
internal static class OrderHarness
{
    /// <summary>Where the function under test runs.</summary>
    public static TheoryData<bool> Lanes { get; } = [false, true];

    public static EngineHarness Start<T>(bool inBranch, Func<IDurableContext, Task<T>> function)
    {
        var engine = new EngineHarness(inBranch ? EngineHost.Grains : EngineHost.Embedded);
        engine.Start(async context => inBranch
            ? (await context.ParallelAsync<T>([(branch, _) => function(branch)])).GetResults()[0]
            : await function(context));
        return engine;
    }

    /// <summary>A step whose body ends when the test says so.</summary>
    public static Task<T> SlowStepAsync<T>(this IDurableContext context, string name, TaskCompletionSource<T> body, CancellationToken token = default) =>
        context.StepAsync((_, stepToken) => body.Task.WaitAsync(stepToken), name, cancellationToken: token);

    /// <summary>A step that has its result at once.</summary>
    public static Task<T> StepAsync<T>(this IDurableContext context, string name, T result) => context.StepAsync((_, _) => Task.FromResult(result), name);
}
