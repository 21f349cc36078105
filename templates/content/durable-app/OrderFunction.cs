using Durable;

namespace Orders;

public sealed record Order(string Id, decimal Total, IReadOnlyList<string> Items);

public sealed record Receipt(string Payment, IReadOnlyList<string> Parcels);

/// <summary>
/// Charges, waits, and ships. After a crash it runs again from its first line, and what had finished answers from the log. So code between the
/// operations takes no clock, no randomness and does no I/O: context.Now, context.NewGuid() and steps are for that.
/// </summary>
public sealed class OrderFunction(IPayments payments) : IDurableFunction<Order, Receipt>
{
    public async Task<Receipt> RunAsync(Order input, IDurableContext context)
    {
        // The effect id is the same each time the step runs: whoever is called can tell a repetition by it.
        var payment = await context.StepAsync((step, token) => payments.ChargeAsync(step.EffectId, input.Total, token), "charge");

        await context.WaitAsync(TimeSpan.FromSeconds(15), "time to change one's mind");

        if (input.Total > 1_000)
        {
            // Waits for POST …/durable-execution-callbacks/{id}/succeed, or `durable callback succeed ID --result true`.
            await context.WaitForCallbackAsync<bool>(
                (callbackId, step, token) => payments.AskForApprovalAsync(input.Id, callbackId, token),
                "approval",
                new WaitForCallbackConfig { Timeout = TimeSpan.FromDays(7) });
        }

        var parcels = await context.MapAsync(
            input.Items,
            (branch, item, index, all, token) => branch.StepAsync((step, cancellation) => Task.FromResult($"{index + 1}: {item}"), "pack", cancellationToken: token),
            "parcels");
        parcels.ThrowIfError();
        return new Receipt(payment, parcels.GetResults());
    }
}
