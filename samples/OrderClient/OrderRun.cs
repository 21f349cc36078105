using Durable.Samples.Orders;

namespace Durable.OrderClient;

/// <summary>One order, from start to outcome. A silo that is lost meanwhile costs time, never the order.</summary>
internal sealed class OrderRun(ClusterAddress address, OrderRequest request)
{
    private const string Function = "sample-order";

    // How long the cluster may fail to answer before somebody should look after it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var cluster = await ClusterConnection.OpenAsync(address, cancellationToken);
            await PlaceAndFollowAsync(cluster.Client, cancellationToken);
            return ExitCode.Ok;
        }
        catch (Exception exception)
        {
            var failure = OrderFailure.From(exception, request);
            await Console.Error.WriteLineAsync($"order-client: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private async Task PlaceAndFollowAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        // A start whose outcome is unknown is simply made again: function and name make it the same one.
        var handle = await InsistAsync(
            () => client.StartAsync(Function, request.Order, new StartOptions { Name = request.Name }, cancellationToken), cancellationToken);
        var execution = handle.WithResult<OrderOutcome>();
        Console.WriteLine($"{execution.Id}: {request.Order.Quantity} x {request.Order.Item} to {request.Order.ShipTo}");

        var progress = new OrderProgress(execution, Console.Out);
        var ended = InsistAsync(() => execution.WaitForResultAsync(cancellationToken), cancellationToken);
        while (await Task.WhenAny(ended, Task.Delay(s_pause, TimeProvider.System, cancellationToken)) != ended)
        {
            await InsistAsync(() => progress.WriteNewsAsync(cancellationToken), cancellationToken);
        }

        await InsistAsync(() => progress.WriteNewsAsync(cancellationToken), cancellationToken);
        WriteOutcome(await ended);
    }

    private static void WriteOutcome(OrderOutcome outcome) => Console.WriteLine(outcome.Shipped
        ? $"Shipped: {outcome.Message}"
        : $"Cancelled: {outcome.Message} Taken back: {(outcome.Undone is [] ? "nothing" : string.Join(", ", outcome.Undone))}.");

    // Calls of the client are idempotent, so each of them may be repeated.
    private async Task<T> InsistAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (OrderFailure.IsPassing(exception))
            {
                if (TimeProvider.System.GetElapsedTime(start) >= s_patience)
                {
                    throw new ClusterUnreachableException(
                        $"The cluster has not answered for {s_patience.TotalMinutes:0} minutes: {exception.Message} The order is safe; the same command with --name {request.Name} follows it again.");
                }

                await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
