namespace Durable.Samples.Orders;

/// <summary>
/// A saga: reserve, charge, ship. When a step gives up, what was done before it is taken back, newest first. A crash at any point,
/// also in the middle of taking back, loses nothing and repeats nothing that is recorded.
/// </summary>
internal static class OrderFunction
{
    // A payment provider that does not answer is asked again; one that says no is not.
    private static readonly StepConfig s_paying = new()
    {
        RetryStrategy = RetryStrategy.Exponential(4, TimeSpan.FromSeconds(1), retryableExceptions: [typeof(TimeoutException)]),
    };

    private static readonly StepConfig s_shipping = new() { RetryStrategy = RetryStrategy.None };

    public static async Task<OrderOutcome> RunAsync(Order order, IDurableContext context)
    {
        var compensations = new Stack<(string Name, Func<CancellationToken, Task> RunAsync)>();
        try
        {
            var reservation = await context.StepAsync((_, ct) => OrderServices.ReserveAsync(order, ct), "reserve-stock");
            compensations.Push(("release-stock", ct => OrderServices.ReleaseAsync(reservation, ct)));

            var payment = await context.StepAsync((step, ct) => OrderServices.ChargeAsync(order, step, ct), "charge-card", s_paying);
            compensations.Push(("refund-card", ct => OrderServices.RefundAsync(payment, ct)));

            var tracking = await context.StepAsync((_, ct) => OrderServices.ShipAsync(order, ct), "ship", s_shipping);
            return new OrderOutcome(Shipped: true, tracking, []);
        }
        catch (StepException failure)
        {
            List<string> undone = [];
            foreach (var (name, runAsync) in compensations)
            {
                await context.StepAsync((_, ct) => runAsync(ct), name);
                undone.Add(name);
            }

            return new OrderOutcome(Shipped: false, failure.Message, undone);
        }
    }
}
