using Durable.Storage.PostgreSQL.Connections;
using Durable.Storage.PostgreSQL.Health;
using Durable.Storage.PostgreSQL.Reading;
using Durable.Storage.PostgreSQL.Transactions;
using Durable.Storage.PostgreSQL.Writing;
using Durable.Storage.Schema;
using Durable.Storage.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Durable.Storage;

/// <summary>Keeps executions in PostgreSQL, for any number of processes.</summary>
/// <remarks>
/// <para>
/// An execution is one narrow head row, which is the only commit point, and what the head refers to. A commit replaces the head under the condition
/// that its version is still the expected one. Commits that arrive while others are on their way share one statement, one transaction and one wait for
/// the disk.
/// </para>
/// <para>Times are kept to the millisecond, by the engine's clock.</para>
/// </remarks>
public sealed class PostgreSQLCheckpointStore : IMeteredCheckpointStore, IAsyncDisposable
{
    // A name that others create and let expire all the time is somebody's mistake, not ours.
    private const int MaxCreations = 10;

    // Commits that are queued behind a part of a deletion should not notice it.
    private const int MaxDeletions = 500;

    private readonly TimeProvider _timeProvider;
    private readonly DatabaseConnections _connections;
    private readonly ExecutionIds _ids;
    private readonly RepeatableRequests _requests;
    private readonly ExecutionReader _executions;
    private readonly ListReader _lists;
    private readonly DueReader _due;
    private readonly DeletionStatement _deletion;
    private readonly DeletionPace _pace = new(TimeProvider.System);
    private readonly CommitLane[] _lanes;
    private readonly DatabaseProbe _probe;
    private readonly string _writeCheck;

    private PostgreSQLCheckpointStore(PostgreSQLStoreOptions options, DatabaseConnections connections, TimeProvider timeProvider, ILogger logger)
    {
        _timeProvider = timeProvider;
        _connections = connections;
        _ids = new ExecutionIds(timeProvider);
        _requests = new RepeatableRequests(connections, timeProvider);
        var row = new HeadRow(connections.Failures);
        _executions = new ExecutionReader(connections, row, options.Schema);
        _lists = new ListReader(connections, row, options.Schema);
        _due = new DueReader(connections, options.Schema);
        _deletion = new DeletionStatement(options.Schema);
        _lanes = [.. Enumerable.Range(0, options.Writers).Select(_ => new CommitLane(
            connections, new WriteStatements(connections, timeProvider, options.Schema), options, timeProvider))];
        Starts = new StartsTable(connections, options.Schema);
        StartsInterval = options.StartsInterval;
        Health = new HealthReader(connections, options.Schema);
        HealthInterval = options.HealthInterval;
        _probe = new DatabaseProbe(connections, options, logger);

        // A row of no execution in no shard.
        _writeCheck = $"INSERT INTO {options.Schema}.wakes (id, shard, kind, at) VALUES (-1, -1, 0, 0) ON CONFLICT (id) DO UPDATE SET at = 0";
    }

    /// <inheritdoc/>
    public StorageUsage TotalUsage => Meter.Total;

    internal StorageMeter Meter { get; } = new();

    /// <summary>What transactions of the application have asked for.</summary>
    internal StartsTable Starts { get; }

    /// <summary>How often to look there.</summary>
    internal TimeSpan StartsInterval { get; }

    /// <summary>What the database keeps for whom.</summary>
    internal HealthReader Health { get; }

    /// <summary>How often to look there.</summary>
    internal TimeSpan HealthInterval { get; }

    /// <summary>Groups of commits that were written.</summary>
    internal long Groups => _lanes.Sum(static lane => lane.Groups);

    /// <summary>Opens the store; nothing is asked of the database yet.</summary>
    /// <param name="options">Where and how; read once.</param>
    /// <param name="dataSource">The application's connections to the database. They are not disposed of with the store. By default the store makes its own.</param>
    /// <param name="timeProvider">Decides when retention is over; the system clock by default.</param>
    /// <param name="logger">Hears of what endangers data; nobody by default.</param>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    /// <exception cref="CheckpointStoreException">There is neither a connection string nor a data source (fatal).</exception>
    public static PostgreSQLCheckpointStore Open(
        PostgreSQLStoreOptions options, NpgsqlDataSource? dataSource = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ValidOptions.Require(options, new PostgreSQLStoreOptionsValidator());
        return new PostgreSQLCheckpointStore(
            options, DatabaseConnections.Create(options, dataSource), timeProvider ?? TimeProvider.System, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        for (var attempt = 1; attempt <= MaxCreations; attempt++)
        {
            if (await WriteAsync(new CreateRequest(_ids.Next(), head), cancellationToken))
            {
                return null;
            }

            // Somebody has the name, or had it until its retention was over; hardly ever somebody else drew the same number.
            if (await ReadHeadAsync(head.Id, includeData: true, cancellationToken) is { } existing)
            {
                return existing;
            }

            await DeleteExpiredAsync(head.Id, cancellationToken);
        }

        throw new CheckpointStoreException(
            StoreFailure.Transient, $"Execution '{head.Id}' could not be created: others create and delete one of its name all the time.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint.Head, nameof(checkpoint));
        return await WriteAsync(new CommitRequest(checkpoint), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        ReadAsync((connection, nowMs, token) => _executions.LoadAsync(connection, id, nowMs, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogPart?> ReadLogAsync(LogQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync((connection, nowMs, token) => _executions.ReadLogAsync(connection, query, nowMs, token), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        ReadAsync((connection, nowMs, token) => _executions.ReadHeadAsync(connection, id, includeData, nowMs, token), cancellationToken);

    /// <inheritdoc/>
    public StorageUsage UsageOf(string functionName) => Meter.Of(functionName);

    /// <inheritdoc/>
    public ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        ReadAsync((connection, nowMs, token) => _executions.ReadUsageAsync(connection, id, nowMs, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync((connection, nowMs, token) => _lists.ReadAsync(connection, query, nowMs, token), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync((connection, nowMs, token) => _due.ReadAsync(connection, query, nowMs, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        var deleted = 0;
        while (deleted < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = await _pace.RunAsync(() => _requests.RunAsync(DeleteAsync, CancellationToken.None).AsTask(), cancellationToken);
            deleted += part;
            if (part == 0)
            {
                break;
            }
        }

        return deleted;

        Task<int> DeleteAsync(NpgsqlConnection connection, CancellationToken token) =>
            DeletionStatement.RunAsync(connection, _deletion.Expired(now.ToUnixTimeMilliseconds(), Math.Min(limit - deleted, MaxDeletions)), token);
    }

    /// <inheritdoc/>
    public async ValueTask CheckWritesAsync(CancellationToken cancellationToken = default) => await _requests.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(_writeCheck, connection) { CommandTimeout = _connections.StatementSeconds };
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Finishes the writes that were asked for, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_lanes.Select(static lane => lane.CloseAsync()));
        await _connections.DisposeAsync();
    }

    /// <summary>Finds out whether the database is there and of this release, with no more rights than the store has anyway.</summary>
    internal Task RequireSchemaAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    private ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, long, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _requests.RunAsync((connection, token) => read(connection, _timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), token), cancellationToken);

    private async Task<bool> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        request.GiveUpOn(cancellationToken);
        _lanes[WakeUpShards.Of(request.Id) % _lanes.Length].Write(request);
        var isDone = await request.Answer;
        Meter.Wrote(request);
        return isDone;
    }

    private ValueTask<int> DeleteExpiredAsync(ExecutionId id, CancellationToken cancellationToken) =>
        ReadAsync((connection, nowMs, token) => DeletionStatement.RunAsync(connection, _deletion.One(nowMs, id), token), cancellationToken);
}
