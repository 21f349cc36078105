using Npgsql;

namespace Durable.Storage.PostgreSQL.Connections;

/// <summary>The connections of a store: read ones come from the pool for one request, write ones stay with their writer.</summary>
internal sealed class DatabaseConnections : IAsyncDisposable
{
    // Each statement of the store is one text; there are no more than these.
    private const int MaxPrepared = 64;

    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _isOwned;

    private DatabaseConnections(NpgsqlDataSource dataSource, bool isOwned, PostgreSQLStoreOptions options)
    {
        _dataSource = dataSource;
        _isOwned = isOwned;
        Pooler = options.Pooler;
        StatementSeconds = Math.Max(1, (int)Math.Ceiling(options.StatementTimeout.TotalSeconds));
        var described = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        Place = $"'{described.Database ?? described.Username}' on '{described.Host}', schema '{options.Schema}',";
        Failures = new DatabaseFailures(Place, options.Schema);
    }

    /// <summary>Which database, for messages.</summary>
    public string Place { get; }

    public DatabaseFailures Failures { get; }

    public PoolerMode Pooler { get; }

    public int StatementSeconds { get; }

    /// <summary>Makes the connections that options describe; nothing is asked of the database yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="dataSource">Those of the application; null to make them from the connection string.</param>
    public static DatabaseConnections Create(PostgreSQLStoreOptions options, NpgsqlDataSource? dataSource) => dataSource is null
        ? new DatabaseConnections(CreateSource(options), isOwned: true, options)
        : new DatabaseConnections(dataSource, isOwned: false, options);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="CheckpointStoreException">There is none to be had.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _dataSource.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Failures.WithoutEffect(exception);
        }
    }

    /// <summary>Asks on a connection of the pool.</summary>
    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    public async Task<T> AskAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        try
        {
            return await ask(connection, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ArgumentException))
        {
            throw Failures.WithoutEffect(exception);
        }
    }

    /// <summary>Forgets idle connections, which may all lead to a server that is gone or no longer takes writes.</summary>
    public void Clear() => _dataSource.Clear();

    public ValueTask DisposeAsync() => _isOwned ? _dataSource.DisposeAsync() : ValueTask.CompletedTask;

    private static NpgsqlDataSource CreateSource(PostgreSQLStoreOptions options)
    {
        if (options.ConnectionString is null)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The PostgreSQL store has no database: set {nameof(PostgreSQLStoreOptions)}.{nameof(PostgreSQLStoreOptions.ConnectionString)}, "
                + "or register an NpgsqlDataSource.");
        }

        return DataSources.Create(options, "OrleansDurable", static connection =>
        {
            if (connection.MaxAutoPrepare == 0)
            {
                connection.MaxAutoPrepare = MaxPrepared;
                connection.AutoPrepareMinUsages = 2;
            }
        });
    }
}
