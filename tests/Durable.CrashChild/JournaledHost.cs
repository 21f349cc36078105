using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.CrashChild;

/// <summary>
/// An embedded host that starts executions one after the other and says of each that it is started. When its input is closed it starts no
/// more and ends when all have ended.
/// </summary>
internal static class JournaledHost
{
    private const int Starters = 32;

    public static async Task RunAsync(string journalPath, string[] where)
    {
        using var journal = new Journal(journalPath);
        var services = new ServiceCollection();
        services.AddDurableExecutions(durable => durable.UseStoreAt(where)
            .AddFunction<int, int>(JournaledFunction.Name, (input, context) => JournaledFunction.RunAsync(input, context, journal)));
        await using var provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        foreach (var service in hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        Console.WriteLine("open");

        var client = provider.GetRequiredService<IDurableClient>();
        using var stop = new CancellationTokenSource();
        var starters = Enumerable.Range(0, Starters).Select(_ => Task.Run(() => StartAsync(client, stop.Token))).ToArray();
        while (await Console.In.ReadLineAsync(CancellationToken.None) is not null)
        {
        }

        await stop.CancelAsync();
        await Task.WhenAll(starters);
        await WhenAllEndedAsync(client);
        foreach (var service in hosted)
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    private static async Task StartAsync(IDurableClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var execution = await client.StartAsync(JournaledFunction.Name, Random.Shared.Next(1_000), cancellationToken: CancellationToken.None);

            // Console.Out is synchronized and flushes every line.
            Console.WriteLine(execution.Id);
            await execution.WaitForCompletionAsync(CancellationToken.None);
        }
    }

    private static async Task WhenAllEndedAsync(IDurableClient client)
    {
        var running = new ExecutionQuery { Statuses = [ExecutionStatus.Running] };
        while ((await client.ListAsync(running)).Executions is { Count: > 0 } executions)
        {
            await Task.WhenAll(executions.Select(execution => client.WaitForCompletionAsync(execution.Id)));
        }
    }
}
