using Npgsql;

namespace Durable.Storage.PostgreSQL.Connections;

/// <summary>Runs what does no harm when it runs again, on a connection of the pool, and once more when that one turns out to be broken.</summary>
internal sealed class RepeatableRequests(DatabaseConnections connections, TimeProvider timeProvider)
{
    // Each connection of the pool may be broken, after a failover all of them are; the first failure empties it.
    private const int MaxAttempts = 3;

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(25), TimeSpan.FromSeconds(1), Jitter: Random.Shared.NextDouble);

    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await connections.AskAsync(ask, cancellationToken);
            }
            catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Transient && attempt < MaxAttempts)
            {
                connections.Clear();
            }

            await Task.Delay(_backoff.After(attempt), timeProvider, cancellationToken);
        }
    }
}
