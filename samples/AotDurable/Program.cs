using Durable;
using Durable.AotDurable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// A durable function in a program that is compiled ahead of time. Kill it while it waits and start it again with the same name: the charge stays.
var builder = Host.CreateApplicationBuilder();
builder.Services.AddDurableExecutions(static durable => durable
    .UseSqlite("aot.db")
    .UseJson(OrderJson.Default)
    .AddFunction<OrderFunction, Order, Receipt>("order"));
using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<IDurableClient>();
var execution = await client.StartAsync("order", new Order("A-1", [2, 3]), new StartOptions { Name = args.FirstOrDefault() ?? "A-1" });
var receipt = await execution.WithResult<Receipt>().WaitForResultAsync();
Console.WriteLine($"{receipt.Id}: {receipt.Total}, {receipt.Note}");
await host.StopAsync();
