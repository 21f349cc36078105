using Durable.Storage.Native;
using SQLitePCL;

namespace Durable.Storage;

/// <summary>Says in the store's terms what a failure of SQLite means for a request.</summary>
/// <param name="path">The database file, for messages.</param>
internal sealed class DatabaseFailures(string path)
{
    /// <summary>A request failed before its transaction was committed: it is rolled back and had no effect.</summary>
    public CheckpointStoreException WithoutEffect(Exception cause) => Translate(cause, StoreFailure.Transient);

    /// <summary>The commit itself failed.</summary>
    /// <remarks>
    /// After an I/O error the commit record may have reached the disk: this process rolls the transaction back, but if it dies
    /// before the next commit overwrites that record, recovery may find it. A full disk is different: the record is the last thing
    /// that is written, so what did not fit leaves none.
    /// </remarks>
    public CheckpointStoreException OfCommit(Exception cause) => Translate(cause, StoreFailure.UnknownOutcome);

    public CheckpointStoreException Closed() =>
        new(StoreFailure.Fatal, $"The checkpoint store '{path}' is closed.", new ObjectDisposedException(nameof(SqliteCheckpointStore)));

    public CheckpointStoreException Gone() => new(
        StoreFailure.Fatal,
        $"The checkpoint store '{path}' was deleted, moved or replaced while it was open. Nothing more is read from it or acknowledged. "
        + "Stop the process, put the file back together with its -wal, or name another one, and start again.");

    private CheckpointStoreException Translate(Exception cause, StoreFailure ofInputOutput) => cause switch
    {
        CheckpointStoreException translated => translated,
        DatabaseException failure => Translate(failure, ofInputOutput),
        _ => new(StoreFailure.Fatal, $"The checkpoint store '{path}' could not carry out a request: {cause.Message}", cause),
    };

    private CheckpointStoreException Translate(DatabaseException failure, StoreFailure ofInputOutput)
    {
        var (kind, what) = failure.PrimaryCode switch
        {
            raw.SQLITE_FULL => (StoreFailure.Transient,
                "has no room left on its disk (or within MaxDatabaseBytes); nothing was written. "
                + "Commits succeed again as soon as there is room."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => (StoreFailure.Transient,
                "is held by another program; nothing was written. Let the backup or shell that holds it finish, or raise BusyTimeout."),
            raw.SQLITE_IOERR => (ofInputOutput, "could not read or write its files. Look for disk errors in the system log."),
            raw.SQLITE_NOMEM or raw.SQLITE_CANTOPEN or raw.SQLITE_INTERRUPT => (StoreFailure.Transient,
                "lacks memory or file handles. Free some, or raise the process's limits."),
            raw.SQLITE_CORRUPT => (StoreFailure.Fatal,
                "is damaged. Stop the process, keep a copy of the file and its -wal, "
                + "and restore a backup or use the SQLite shell's .recover."),
            raw.SQLITE_NOTADB => (StoreFailure.Fatal,
                "is not a SQLite database, or its header is damaged. It was not changed. Name another file, or restore a backup."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (StoreFailure.Fatal,
                "cannot be written. Give the process the right to write the file and its directory, and do not move it while it is open."),
            _ => (StoreFailure.Fatal, "refused a request; nothing was written."),
        };
        return new CheckpointStoreException(kind, $"The checkpoint store '{path}' {what} SQLite says: {failure.Message}", failure);
    }
}
