using System.Collections.Concurrent;
using Durable.Model;
using Durable.Testing;

namespace Durable.Grains.Tests;

/// <summary>Functions of the cluster tests.</summary>
internal static class ClusterFunctions
{
    /// <summary>Step bodies that ran, by execution and operation.</summary>
    public static ConcurrentDictionary<string, int> Bodies { get; } = new();

    public static void Register(DurableExecutionsBuilder durable) => durable
        .AddFunction<int, int>("add-wait-double", AddWaitDoubleAsync)
        .AddFunction<int, int>("fan-out", FanOutAsync)
        .AddFunction<CallGrainFunction>("call-grain")
        .AddFunction<int, int>("nested", NestedAsync)
        .AddFunction<int, int>("sleep", SleepAsync, options => options.ExecutionTimeout = TimeSpan.FromDays(1))
        .AddFunction<string, string?>("ask", static async (_, context) => await (await context.CreateCallbackAsync<string?>("answer")).GetResultAsync())
        .AddFunction<int, int>("careful", CarefulAsync)
        .AddFunction<string>("fail", static (message, _) => throw new InvalidDataException(message));

    /// <summary>The id of the callback of an execution of <c>ask</c>, once there is one.</summary>
    public static async Task<string> WhenAskedAsync(IDurableClient client, ExecutionId execution)
    {
        string? callbackId = null;
        await Patience.UntilAsync(
            async () =>
            {
                var page = await client.GetHistoryAsync(execution);
                callbackId = page.Events.FirstOrDefault(static e => e.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId;
                return callbackId is not null;
            },
            $"the callback of {execution}");
        return callbackId!;
    }

    private static async Task<int> AddWaitDoubleAsync(int number, IDurableContext context)
    {
        var sum = await context.StepAsync((step, _) => BodyAsync(context, step, number + 1), "add");
        await context.WaitAsync(TimeSpan.FromSeconds(1), "pause");
        return await context.StepAsync((step, _) => BodyAsync(context, step, sum * 2), "double");
    }

    private static async Task<int> FanOutAsync(int branches, IDurableContext context)
    {
        var batch = await context.MapAsync(Enumerable.Range(0, branches).ToArray(), async (branch, item, _, _, token) =>
        {
            await branch.WaitAsync(TimeSpan.FromSeconds(2), "together", token);
            return await branch.StepAsync((step, _) => BodyAsync(context, step, item), "work", cancellationToken: token);
        });
        return batch.GetResults().Sum();
    }

    private static async Task<int> NestedAsync(int width, IDurableContext context)
    {
        var outer = await context.MapAsync(Enumerable.Range(1, width).ToArray(), async (branch, item, _, _, token) =>
        {
            var inner = await branch.MapAsync(
                Enumerable.Range(1, width).ToArray(),
                (leaf, factor, _, _, leafToken) => leaf.StepAsync((step, _) => BodyAsync(context, step, item * factor), cancellationToken: leafToken),
                cancellationToken: token);
            return inner.GetResults().Sum();
        });
        return outer.GetResults().Sum();
    }

    private static async Task<int> SleepAsync(int seconds, IDurableContext context)
    {
        await context.StepAsync((step, _) => BodyAsync(context, step, 0), "before");
        await context.WaitAsync(TimeSpan.FromSeconds(seconds), "sleep");
        return await context.StepAsync((step, _) => BodyAsync(context, step, seconds), "after");
    }

    // Every attempt is one round, whether it was made or interrupted.
    private static async Task<int> CarefulAsync(int rounds, IDurableContext context)
    {
        var config = new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, RetryStrategy = RetryStrategy.None };
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                await context.StepAsync((step, _) => BodyAsync(context, step, round), "once", config);
            }
            catch (StepInterruptedException)
            {
                // Another activation took over between its start and its end.
            }

            await context.WaitAsync(TimeSpan.FromSeconds(1), "pause");
        }

        return rounds;
    }

    private static Task<int> BodyAsync(IDurableContext context, IStepContext step, int result)
    {
        Bodies.AddOrUpdate($"{context.ExecutionContext.ExecutionId}#{step.OperationId}", 1, static (_, count) => count + 1);
        return Task.FromResult(result);
    }
}
