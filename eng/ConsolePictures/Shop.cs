namespace Durable.WebConsole.Pictures;

/// <summary>A shop with something to look at: orders that wait for approval, are retried, fail; and an invoice run over many customers.</summary>
internal static class Shop
{
    private static readonly StepConfig s_patient = new() { RetryStrategy = RetryStrategy.Exponential(6, TimeSpan.FromSeconds(1)) };
    private static readonly StepConfig s_once = new() { RetryStrategy = RetryStrategy.None };

    public static DurableExecutionsBuilder AddTo(DurableExecutionsBuilder durable) => durable
        .AddFunction<string, string>("order", OrderAsync)
        .AddFunction<string, string>("ship", ShipAsync)
        .AddFunction<int, int>("invoice-run", InvoiceAsync)
        .AddFunction<string, string>("newsletter", NewsletterAsync);

    public static async Task FillAsync(IDurableClient client, int few)
    {
        string[] cities = ["Delft", "Lyon", "Porto", "Gdansk", "Turku"];
        string[] items = ["lamp", "chair", "rug", "desk"];
        for (var i = 0; i < few; i++)
        {
            await client.StartAsync(
                i % 9 == 8 ? "newsletter" : "order",
                $"{items[i % items.Length]} to {(i % 7 == 5 ? "Atlantis" : cities[i % cities.Length])}{(i % 4 == 1 ? "" : ", prepaid")}",
                new StartOptions
                {
                    Name = $"A-{1000 + i}",
                    BusinessKey = $"customer-{100 + (i % 12)}",
                    Tags = new Dictionary<string, string> { ["shop"] = i % 2 == 0 ? "north" : "south", ["channel"] = i % 3 == 0 ? "web" : "store" },
                });
            if (i % 10 == 9)
            {
                await Task.Delay(120);
            }
        }
    }

    private static async Task<string> OrderAsync(string order, IDurableContext context)
    {
        await context.StepAsync((_, _) => WorkAsync(order, 150), "reserve stock");
        await context.StepAsync(
            async (step, _) => step.AttemptNumber < 3 && order.Contains("rug", StringComparison.Ordinal)
                ? throw new TimeoutException("The payment provider did not answer within 5 s.")
                : await WorkAsync("paid", 220),
            "charge card",
            s_patient);
        if (!order.Contains("prepaid", StringComparison.Ordinal))
        {
            var approval = await context.CreateCallbackAsync<string>("credit approval");
            await approval.GetResultAsync();
        }

        await context.WaitAsync(TimeSpan.FromSeconds(2), "time to change one's mind");
        return await context.InvokeAsync<string, string>("ship", order, "ship it");
    }

    private static async Task<string> ShipAsync(string order, IDurableContext context)
    {
        await context.StepAsync((_, _) => WorkAsync(order, 90), "print label");
        return await context.StepAsync(
            (_, _) => order.Contains("Atlantis", StringComparison.Ordinal) ? throw new InvalidOperationException("No carrier delivers to Atlantis.") : WorkAsync("on its way", 130),
            "hand over",
            s_once);
    }

    private static async Task<int> InvoiceAsync(int customers, IDurableContext context)
    {
        await context.StepAsync((_, _) => WorkAsync("rates", 300), "load rates");
        var invoices = await context.MapAsync(
            Enumerable.Range(1, customers).ToArray(),
            async (branch, customer, _, _, token) =>
            {
                await branch.StepAsync((_, _) => WorkAsync("sum", 2 + (customer % 11)), "add up", cancellationToken: token);
                await branch.WaitAsync(TimeSpan.FromSeconds(1 + (customer % 3)), "settle", token);
                return await branch.StepAsync(
                    (_, _) => customer % 97 == 0 ? throw new InvalidOperationException("The address is not complete.") : WorkAsync("sent", 1), "send", s_once, token);
            },
            "invoices",
            new MapConfig<int> { CompletionConfig = CompletionConfig.AllCompleted() });
        await context.StepAsync((_, _) => WorkAsync("report", 200), "write report");
        await context.WaitAsync(TimeSpan.FromMinutes(30), "until the books close");
        return invoices.SuccessCount;
    }

    private static async Task<string> NewsletterAsync(string text, IDurableContext context)
    {
        await context.StepAsync((_, _) => WorkAsync("drafted", 80), "draft");
        await context.WaitAsync(TimeSpan.FromHours(20), "until the morning");
        return await context.StepAsync((_, _) => WorkAsync("sent", 80), "send");
    }

    private static async Task<string> WorkAsync(string result, int milliseconds)
    {
        await Task.Delay(milliseconds);
        return result;
    }
}
