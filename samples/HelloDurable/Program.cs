using Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Kill it while it waits and run it again: the same execution goes on, and no step runs twice.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddDurableExecutions(static durable => durable
    .UseSqlite("hello.db")
    .AddFunction<string, string>("hello", static async (name, context) =>
    {
        var asked = await context.StepAsync((_, _) => Task.FromResult(DateTimeOffset.Now), "ask");
        await context.WaitAsync(TimeSpan.FromSeconds(10), "think");
        return await context.StepAsync((_, _) => Task.FromResult($"Hello, {name}. You asked at {asked:T}, and it is {DateTimeOffset.Now:T} now."), "answer");
    }));

using var host = builder.Build();
await host.StartAsync();
var client = host.Services.GetRequiredService<IDurableClient>();
var execution = await client.StartAsync("hello", "Ada", new StartOptions { Name = args.FirstOrDefault() ?? "first" });
Console.WriteLine(await execution.WithResult<string>().WaitForResultAsync());
await host.StopAsync();
