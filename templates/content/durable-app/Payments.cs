namespace Orders;

/// <summary>What the function calls outside. Put your own behind it.</summary>
public interface IPayments
{
    Task<string> ChargeAsync(string idempotencyKey, decimal amount, CancellationToken cancellationToken);

    Task AskForApprovalAsync(string orderId, string callbackId, CancellationToken cancellationToken);
}

public sealed partial class LoggingPayments(ILogger<LoggingPayments> logger) : IPayments
{
    public Task<string> ChargeAsync(string idempotencyKey, decimal amount, CancellationToken cancellationToken)
    {
        LogCharged(amount, idempotencyKey);
        return Task.FromResult($"payment-{idempotencyKey}");
    }

    public Task AskForApprovalAsync(string orderId, string callbackId, CancellationToken cancellationToken)
    {
        LogApproval(orderId, callbackId);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Charged {Amount}, idempotency key {Key}.")]
    private partial void LogCharged(decimal amount, string key);

    [LoggerMessage(2, LogLevel.Information, "Order {OrderId} needs an approval: durable callback succeed {CallbackId} --result true")]
    private partial void LogApproval(string orderId, string callbackId);
}
