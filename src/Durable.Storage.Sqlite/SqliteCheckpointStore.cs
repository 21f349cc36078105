using Durable.Storage.Native;
using Durable.Storage.Reading;
using Durable.Storage.Shared;
using Durable.Storage.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Keeps executions in a SQLite database on a local disk, for one process at a time.</summary>
/// <remarks>
/// <para>
/// A completed write is on the disk: it survives the death of the process and, where the disk keeps its word, of the machine.
/// Writes that arrive together share one transaction and one wait for the disk.
/// </para>
/// <para>
/// Writes run on a thread of their own, reads on the caller's: they take microseconds from memory, and SQLite has no other way. Lists by tags, which
/// look at many executions, have threads of their own and are so few at a time that a processor is left for the others.
/// Times are kept to the millisecond. Space of deleted executions is used again, and not given back to the file system.
/// </para>
/// </remarks>
public sealed partial class SqliteCheckpointStore : ICheckpointStore, IAsyncDisposable, IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly DatabaseFailures _failures;
    private readonly DatabaseLock _lock;
    private readonly ReadConnectionPool _readers;
    private readonly GroupCommitter _writer;

    private SqliteCheckpointStore(
        string path, Database database, DatabaseLock databaseLock, SqliteStoreOptions options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _lock = databaseLock;
        _failures = new DatabaseFailures(path);
        _readers = new ReadConnectionPool(path, options.BusyTimeout, options.MaxIdleReaders);
        _writer = new GroupCommitter(database, databaseLock, options, timeProvider, _failures);
    }

    /// <inheritdoc/>
    public bool IsExclusive => true;

    internal GroupCommitter Writer => _writer;

    private SemaphoreSlim Scans { get; } = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The file that is really open.</summary>
    internal string Path { get; private init; } = "";

    /// <summary>Whose it is; null when it was opened for no service.</summary>
    internal DatabaseClaim? Claim { get; private init; }

    /// <summary>Opens the database, creates it when it is missing, and locks it for this store.</summary>
    /// <param name="options">Where and how; read once.</param>
    /// <param name="timeProvider">Decides when retention is over; the system clock by default.</param>
    /// <param name="logger">Warns when other users of the machine can read the file; nobody by default.</param>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    /// <exception cref="CheckpointStoreException">
    /// The database is open in another process (transient); or it is damaged, of another application or service, of a newer release, has several
    /// names (hard links), or cannot be written or locked (fatal). It was not changed.
    /// </exception>
    /// <remarks>A file that is missing is created for its owner alone (mode 0600); <c>-wal</c> and <c>-shm</c> get the mode of the file.</remarks>
    public static SqliteCheckpointStore Open(SqliteStoreOptions options, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ValidOptions.Require(options, new SqliteStoreOptionsValidator());
        var path = System.IO.Path.GetFullPath(options.Path);
        DatabaseLock? databaseLock = null;
        Database? database = null;
        try
        {
            path = DatabaseFile.Locate(path);
            databaseLock = DatabaseLock.Acquire(path);
            DatabaseSchema.RequireOwn(path, options.BusyTimeout);
            DatabaseOwner.Require(path, options);
            database = DatabaseFile.OpenForWriting(path, options);
            DatabaseSchema.Migrate(database);
            if (logger is not null && DatabaseFile.ModeOfOthers(path) is { } mode)
            {
                LogReadableByOthers(logger, path, mode);
            }

            var claim = options.ServiceId is { } serviceId ? DatabaseOwner.Claim(database, serviceId) : null;
            return new SqliteCheckpointStore(path, database, databaseLock, options, timeProvider ?? TimeProvider.System) { Path = path, Claim = claim };
        }
        catch (Exception exception)
        {
            database?.Dispose();
            databaseLock?.Dispose();
            throw new DatabaseFailures(path).WithoutEffect(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        return WriteAsync(new CreateRequest(head), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint.Head, nameof(checkpoint));
        return WriteAsync(new CommitRequest(checkpoint), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        ReadAsync(id, static (connection, id, nowMs) => connection.Load(id, nowMs), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogPart?> ReadLogAsync(LogQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(query, static (connection, query, nowMs) => connection.ReadLog(query, nowMs), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (id, includeData),
            static (connection, request, nowMs) => connection.ReadHead(request.id, request.includeData, nowMs),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Tags.Count == 0 ? ReadListAsync(query, cancellationToken) : new ValueTask<HeadPage>(ScanAsync(query, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(query, static (connection, query, nowMs) => connection.ReadDue(query, nowMs), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        var deleted = 0;
        while (deleted < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = new DeleteExpiredRequest(now.ToUnixTimeMilliseconds(), limit - deleted);
            if (await WriteAsync(request, CancellationToken.None) is not (> 0 and var part))
            {
                break;
            }

            deleted += part;
        }

        return deleted;
    }

    /// <inheritdoc/>
    public async ValueTask CheckWritesAsync(CancellationToken cancellationToken = default) => await WriteAsync(new WriteCheckRequest(), cancellationToken);

    /// <summary>Finishes the writes that were asked for, closes the database and releases its lock.</summary>
    public async ValueTask DisposeAsync()
    {
        // The writer goes last of the connections: the last one carries the write-ahead log over into the file.
        _readers.Dispose();
        await _writer.CloseAsync();
        _lock.Dispose();
    }

    /// <summary>The same for a caller that cannot await: waits until the writes are on the disk.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        _lock.Dispose();
    }

    // Without an index for tags, such a list looks at all executions that its other filters let through, which may take a second: on threads of their
    // own, and so few at a time that starts and commits have a processor left.
    private async Task<HeadPage> ScanAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        await Scans.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(
                () => ReadListAsync(query, cancellationToken).AsTask(), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
        finally
        {
            Scans.Release();
        }
    }

    private ValueTask<HeadPage> ReadListAsync(ExecutionQuery query, CancellationToken cancellationToken) =>
        ReadAsync(query, static (connection, query, nowMs) => connection.List(query, nowMs), cancellationToken);

    private ValueTask<TAnswer> WriteAsync<TAnswer>(WriteRequest<TAnswer> request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TAnswer>(cancellationToken);
        }

        request.GiveUpOn(cancellationToken);
        _writer.Write(request);
        return new ValueTask<TAnswer>(request.Answer);
    }

    private ValueTask<TResult> ReadAsync<TQuery, TResult>(
        TQuery query, Func<ReadConnection, TQuery, long, TResult> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        if (_readers.IsClosed)
        {
            return ValueTask.FromException<TResult>(_failures.Closed());
        }

        if (_lock.IsLost)
        {
            return ValueTask.FromException<TResult>(_failures.Gone());
        }

        ReadConnection? connection = null;
        try
        {
            connection = _readers.Rent();
            var result = read(connection, query, _timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
            _readers.Return(connection);
            return new ValueTask<TResult>(result);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            return ValueTask.FromException<TResult>(exception is DatabaseException ? _failures.WithoutEffect(exception) : exception);
        }
    }

    [LoggerMessage(
        EventIds.ReadableByOthers,
        LogLevel.Warning,
        "The checkpoint store '{Path}' has the mode {Mode}: other users of this machine can get at its inputs and results. "
        + "Run chmod 600 '{Path}'* to allow its owner alone.")]
    private static partial void LogReadableByOthers(ILogger logger, string path, string mode);
}
