using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.CrashChild;

/// <summary>
/// An embedded host that does what it is told, a line each: <c>start NAME INPUT</c>, which it answers with <c>started NAME</c> when that is durable
/// and <c>ended NAME RESULT</c> at the end; <c>answer CALLBACK VALUE</c>, which it answers with <c>answered CALLBACK</c>. What fails it answers with
/// <c>failed</c>, NAME or CALLBACK, and the reason. It ends when its input is closed.
/// </summary>
internal static class DrivenHost
{
    public static async Task RunAsync(string database)
    {
        using var journal = new Journal("-");
        var services = new ServiceCollection();
        services.AddDurableExecutions(durable => durable
            .UseSqlite(database)
            .AddFunction<int, int>(ChaosFunction.Name, (input, context) => ChaosFunction.RunAsync(input, context, journal)));
        await using var provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        foreach (var service in hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        Console.WriteLine("open");
        var client = provider.GetRequiredService<IDurableClient>();
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _ = DoAsync(client, line.Split(' '));
        }

        foreach (var service in hosted)
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    private static async Task DoAsync(IDurableClient client, string[] order)
    {
        var (what, value) = (order[1], int.Parse(order[2], CultureInfo.InvariantCulture));
        try
        {
            if (order[0] == "answer")
            {
                await client.SendCallbackSuccessAsync(what, value);
                Console.WriteLine($"answered {what}");
                return;
            }

            var execution = await client.StartAsync(ChaosFunction.Name, value, new StartOptions { Name = what });
            Console.WriteLine($"started {what}");
            Console.WriteLine($"ended {what} {await execution.WithResult<int>().WaitForResultAsync()}");
        }
        catch (Exception exception)
        {
            Console.WriteLine($"failed {what} {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}
