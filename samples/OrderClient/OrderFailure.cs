namespace Durable.OrderClient;

/// <summary>Why there is no outcome, in one line that says what to do.</summary>
internal sealed record OrderFailure(int ExitCode, string Message)
{
    public static OrderFailure From(Exception exception, OrderRequest request) => exception switch
    {
        ClusterUnreachableException => new(OrderClient.ExitCode.Unreachable, exception.Message),
        FunctionNotFoundException => new(OrderClient.ExitCode.NotFound, exception.Message),
        ExecutionNotFoundException => new(OrderClient.ExitCode.NotFound, exception.Message),
        ExecutionAlreadyStartedException => new(
            OrderClient.ExitCode.Conflict, $"'{request.Name}' is another order already. Choose another --name, or give the same order to follow that one."),
        PayloadSerializationException => new(OrderClient.ExitCode.Usage, exception.Message),
        ExecutionFailedException => new(OrderClient.ExitCode.ExecutionFailed, exception.Message),
        DurableOverloadedException => new(OrderClient.ExitCode.ServerError, $"{exception.Message} Run the command again later."),
        OperationCanceledException => new(
            OrderClient.ExitCode.Interrupted, $"Stopped following. The order goes on; the same command with --name {request.Name} follows it again."),

        // The client looks grain interfaces up in what the silos say that they implement.
        ArgumentException when exception.Message.StartsWith("Could not find an implementation", StringComparison.Ordinal) => new(
            OrderClient.ExitCode.NotFound, "The cluster runs no durable executions: call AddDurableExecutions on its silos."),
        _ => new(OrderClient.ExitCode.ServerError, $"The cluster failed: {exception.Message}"),
    };

    /// <summary>The call may be made again: a silo was lost, is leaving, or has too much to do. What became of it is unknown.</summary>
    public static bool IsPassing(Exception exception) => exception is TimeoutException or OrleansException;
}
