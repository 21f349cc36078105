namespace Durable.Samples.Orders;

/// <summary>Stands for the warehouse, the payment provider and the carrier. Does what real ones do: answers, is slow, refuses.</summary>
internal static class OrderServices
{
    public static Task<string> ReserveAsync(Order order, CancellationToken cancellationToken) =>
        order.Quantity > 0
            ? Answer($"{order.Quantity} x {order.Item}", cancellationToken)
            : throw new ArgumentException($"An order of {order.Quantity} makes no sense.", nameof(order));

    // The operation's id is the same in every attempt, so a provider that has charged it already will not charge it twice.
    public static Task<string> ChargeAsync(Order order, IStepContext step, CancellationToken cancellationToken) =>
        step.AttemptNumber > 1
            ? Answer($"payment-{step.OperationId} for {order.Item}", cancellationToken)
            : throw new TimeoutException("The payment provider did not answer.");

    public static Task<string> ShipAsync(Order order, CancellationToken cancellationToken) =>
        order.ShipTo != "Atlantis"
            ? Answer($"{order.ShipTo.ToUpperInvariant()}-{order.Quantity:000}", cancellationToken)
            : throw new InvalidOperationException($"No carrier delivers to {order.ShipTo}.");

    public static Task RefundAsync(string payment, CancellationToken cancellationToken) => Answer(payment, cancellationToken);

    public static Task ReleaseAsync(string reservation, CancellationToken cancellationToken) => Answer(reservation, cancellationToken);

    private static Task<string> Answer(string text, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<string>(cancellationToken) : Task.FromResult(text);
}
