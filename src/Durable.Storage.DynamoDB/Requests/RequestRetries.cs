using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Requests;

/// <summary>Repeats requests that failed for reasons that pass.</summary>
/// <remarks>The SDK's own retries are off: it would repeat a write without knowing that the write's outcome has become unknown.</remarks>
internal sealed class RequestRetries(FailureMessages messages, TableGate gate, ThrottleEpisode throttling, TimeProvider timeProvider, Func<double> jitter)
{
    // Of failures other than throttling; beyond that the caller has to know, and goes on in its own way.
    private const int MaxAttempts = 5;

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(25), TimeSpan.FromSeconds(5), Jitter: jitter);

    /// <summary>Sends a request until it is answered, or until there is no use in it.</summary>
    /// <param name="send">Sends it once.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="doubt">For a write that must know whether an earlier try of it may have been applied.</param>
    /// <returns>The answer, and how often the request was sent.</returns>
    /// <exception cref="ConditionalCheckFailedException">The request's condition does not hold.</exception>
    /// <exception cref="CheckpointStoreException">Repeating it has not helped, or cannot help.</exception>
    public async Task<(TResponse Response, int Attempts)> RunAsync<TResponse>(
        Func<CancellationToken, Task<TResponse>> send, CancellationToken cancellationToken, WriteDoubt? doubt = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var failures = 0;
        for (var attempt = 1; ; attempt++)
        {
            await throttling.EnterAsync(cancellationToken);
            RequestFailure failure = default;
            try
            {
                await gate.PassAsync();
                return (await send(cancellationToken), attempt);
            }
            catch (Exception exception) when (exception is not ConditionalCheckFailedException && !cancellationToken.IsCancellationRequested)
            {
                failure = RequestFailure.Of(exception);
                if (failure.Kind == StoreFailure.UnknownOutcome && doubt is not null)
                {
                    doubt.Exists = true;
                }

                if (failure.Kind == StoreFailure.Fatal || (failure.ThrottleReason is null && ++failures == MaxAttempts))
                {
                    throw messages.Translate(exception, Outcome(failure.Kind, doubt));
                }
            }

            finally
            {
                throttling.Leave(failure.ThrottleReason);
            }

            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Completes when DynamoDB takes all requests; for what may wait.</summary>
    public Task WhenCalmAsync(CancellationToken cancellationToken) => throttling.WhenOverAsync(cancellationToken);

    /// <summary>Waits before a request is sent again: not at all the first time, then twice as long each time.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        attempt == 1 ? Task.CompletedTask : Task.Delay(_backoff.After(attempt - 1), timeProvider, cancellationToken);

    private static StoreFailure Outcome(StoreFailure last, WriteDoubt? doubt) =>
        doubt is { Exists: true } ? StoreFailure.UnknownOutcome
        : last == StoreFailure.UnknownOutcome ? StoreFailure.Transient
        : last;
}
