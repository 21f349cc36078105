using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.CrashChild;

/// <summary>An embedded host one of whose executions overflows its stack. What the last process left behind is taken up; asked for it, all are started.</summary>
internal static class PoisonedHost
{
    public const int Limit = 5;

    public static async Task RunAsync(string database, bool isFirst)
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(durable => durable
            .UseSqlite(database)
            .ConfigureEngine(static options => options.MaxLostInvocations = Limit)
            .AddFunction<int, int>("poison", static async (depth, context) =>
            {
                await context.StepAsync(static (_, _) => Task.FromResult(0), "innocent");
                return Overflow(depth);
            })
            .AddFunction<int, int>("waiter", static async (input, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(2));
                return input;
            })
            .AddFunction<int, int>("worker", static (input, context) => context.StepAsync(
                async (_, token) =>
                {
                    // Longer than the poison lets its process live.
                    await Task.Delay(TimeSpan.FromSeconds(1.5), token);
                    return input;
                },
                config: new StepConfig { MaxLostAttempts = 4 })));
        await using var provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        foreach (var service in hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        var client = provider.GetRequiredService<IDurableClient>();
        if (isFirst)
        {
            await client.StartAsync("waiter", 1, new StartOptions { Name = "1" });
            await client.StartAsync("worker", 2, new StartOptions { Name = "1" });
            await client.StartAsync("poison", 1_000_000_000, new StartOptions { Name = "1" });
        }

        await client.WaitForCompletionAsync(new ExecutionId("waiter", "1"));
        await client.WaitForCompletionAsync(new ExecutionId("worker", "1"));
        while ((await client.DescribeAsync(new ExecutionId("poison", "1"))).ParkedAt is null)
        {
            await Task.Delay(20);
        }

        foreach (var id in (ExecutionId[])[new("waiter", "1"), new("worker", "1"), new("poison", "1")])
        {
            var description = await client.DescribeAsync(id);
            Console.WriteLine($"{id} {description.Status} {description.Result ?? description.Error?.ErrorMessage}");
        }

        foreach (var service in hosted)
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    private static int Overflow(int depth) => depth == 0 ? 0 : 1 + Overflow(depth - 1) - (depth & 1);
}
