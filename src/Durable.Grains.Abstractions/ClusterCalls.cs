using Orleans.Runtime.Messaging;

namespace Durable.Grains;

/// <summary>
/// Calls of the cluster that may simply be made again: everything a durable client does is idempotent. A silo that goes takes the calls
/// under way with it; the next one finds another.
/// </summary>
internal sealed class ClusterCalls(TimeProvider timeProvider)
{
    private static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    // Longer than silos need to notice that one of them is gone.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call().WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (IsOfTheWay(exception, cancellationToken) && timeProvider.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(s_backoff.After(attempt), timeProvider, cancellationToken);
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException(
                    Invariant($"The cluster has not answered for {s_patience.TotalSeconds} s; what was asked may have been done or not. Either it is overloaded, or a turn of ")
                    + "the execution is blocked, because its function uses .Result or .Wait(): then its silo has logged that.",
                    exception);
            }
        }
    }

    // Not an answer: the call did not arrive, or nobody knows whether it did.
    private static bool IsOfTheWay(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // While a silo leaves, the grain directory answers so.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or ClientNotAvailableException
            or GatewayTooBusyException => true,
        _ => false,
    };
}
