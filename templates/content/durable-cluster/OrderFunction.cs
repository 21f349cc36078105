using Durable;

namespace Orders;

public sealed record Order(string Account, decimal Total);

/// <summary>
/// Charges an account and waits. After a crash another silo runs it again from its first line, and what had finished answers from the log. So code
/// between the operations takes no clock, no randomness and calls no grain: context.Now, context.NewGuid() and steps are for that.
/// </summary>
public sealed class OrderFunction(IGrainFactory grains) : IDurableFunction<Order, string>
{
    public async Task<string> RunAsync(Order input, IDurableContext context)
    {
        var payment = await context.StepAsync(
            (step, token) => grains.GetGrain<IAccountGrain>(input.Account).ChargeAsync(step.EffectId, input.Total), "charge");
        await context.WaitAsync(TimeSpan.FromSeconds(2), "time to change one's mind");
        return await context.StepAsync((step, token) => Task.FromResult($"shipped for {payment}"), "ship");
    }
}
