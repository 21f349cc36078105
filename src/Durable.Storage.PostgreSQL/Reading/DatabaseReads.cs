using Durable.Storage.Connections;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>Runs what only reads on a connection of the pool, and once more when that one turns out to be broken.</summary>
internal sealed class DatabaseReads(DatabaseConnections connections, TimeProvider timeProvider)
{
    // Each connection of the pool may be broken, after a failover all of them are; the first failure empties it.
    private const int MaxAttempts = 3;

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(25), TimeSpan.FromSeconds(1), Jitter: Random.Shared.NextDouble);

    /// <exception cref="CheckpointStoreException">The database cannot be read.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await connections.OpenAsync(cancellationToken);
                return await read(connection, cancellationToken);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or ArgumentException))
            {
                var failure = connections.Failures.WithoutEffect(exception);
                if (failure.Failure != StoreFailure.Transient || attempt == MaxAttempts)
                {
                    throw failure;
                }

                connections.Clear();
            }

            await Task.Delay(_backoff.After(attempt), timeProvider, cancellationToken);
        }
    }
}
