using System.Net.Sockets;
using Npgsql;

namespace Durable.Storage;

/// <summary>Says in the store's terms what a failure of PostgreSQL means for a request.</summary>
/// <param name="place">The database and schema, for messages; without a password.</param>
/// <param name="schema">The schema.</param>
internal sealed class DatabaseFailures(string place, string schema)
{
    private const string Init = "durable storage init --store postgres";

    /// <summary>A read failed, or a write before it was sent.</summary>
    public CheckpointStoreException WithoutEffect(Exception cause) => Translate(cause, StoreFailure.Transient);

    /// <summary>A write failed after it was sent. Where the server did not say that it was rolled back, nobody knows.</summary>
    public CheckpointStoreException OfWrite(Exception cause) => Translate(cause, StoreFailure.UnknownOutcome);

    public CheckpointStoreException Closed() =>
        new(StoreFailure.Fatal, $"The checkpoint store {place} is closed.", new ObjectDisposedException(nameof(PostgreSQLCheckpointStore)));

    public CheckpointStoreException Damaged(string what, Exception cause) => new(
        StoreFailure.Fatal,
        $"{what} in the checkpoint store {place} is damaged and cannot be read. {cause.Message} Restore it from a backup, or delete it and start the execution again.",
        cause);

    public static CheckpointStoreException Refused(string message) => new(StoreFailure.Fatal, message);

    /// <summary>Whether the server refused one request's data, so that those that shared the statement may be tried without it.</summary>
    public static bool IsOfData(Exception cause) => cause is PostgresException { SqlState: ['2', '2' or '3', ..] or "54000" };

    /// <summary>Whether a transaction was rolled back for a reason that is gone when it is repeated.</summary>
    public static bool IsCollision(Exception cause) => cause is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
    };

    private CheckpointStoreException Translate(Exception cause, StoreFailure ofConnection) => cause switch
    {
        CheckpointStoreException translated => translated,
        PostgresException refusal => Translate(refusal, ofConnection),
        NpgsqlException { InnerException: TimeoutException } => Failed(ofConnection, "did not answer in time.", cause),
        NpgsqlException or IOException or SocketException or TimeoutException => Failed(ofConnection, "cannot be reached, or the connection broke.", cause),
        ObjectDisposedException => Closed(),
        _ => Failed(StoreFailure.Fatal, "could not carry out a request.", cause),
    };

    private CheckpointStoreException Translate(PostgresException refusal, StoreFailure ofConnection)
    {
        var (kind, what) = refusal.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => (StoreFailure.Fatal,
                $"refused a request: the role lacks a right on the schema '{schema}'. Give it those that '{Init} --print roles' shows."),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn => (StoreFailure.Fatal,
                $"has no schema '{schema}' of this release. Run '{Init}', or set CreateSchema in development."),
            PostgresErrorCodes.ReadOnlySqlTransaction => (StoreFailure.Transient,
                "takes no writes: it is a standby, or was made one. Nothing was written; the host with the primary is looked for again."),
            PostgresErrorCodes.DiskFull => (StoreFailure.Transient,
                "has no room left on its disk; nothing was written. Commits succeed again as soon as there is room."),
            PostgresErrorCodes.QueryCanceled => (StoreFailure.Transient, "cancelled a statement, by its statement_timeout or because somebody did; nothing was written."),
            ['4', '0', ..] or PostgresErrorCodes.LockNotAvailable => (StoreFailure.Transient, "rolled a transaction back that met another one; nothing was written."),
            ['5', '3', ..] => (StoreFailure.Transient, "lacks connections, memory or another resource; nothing was written."),
            PostgresErrorCodes.CannotConnectNow => (StoreFailure.Transient, "is starting or shutting down."),
            ['5', '7', ..] or ['0', '8', ..] => (ofConnection, "ended the connection."),
            ['5', '8', ..] => (ofConnection, "could not read or write its files. Look for disk errors in its log."),
            ['X', 'X', ..] => (StoreFailure.Fatal, "is damaged, or met an error of its own. Look into its log."),
            ['2', '8', ..] or ['3', 'D', ..] => (StoreFailure.Fatal, "let nobody in: check user, password and database of the connection string, and pg_hba.conf."),
            _ => (StoreFailure.Fatal, "refused a request; nothing was written."),
        };
        return Failed(kind, what, refusal);
    }

    private CheckpointStoreException Failed(StoreFailure kind, string what, Exception cause) =>
        new(kind, $"The checkpoint store {place} {what} PostgreSQL says: {Said(cause)}", cause);

    private static string Said(Exception cause) => cause is PostgresException refusal
        ? $"{refusal.SqlState}: {refusal.MessageText}"
        : cause.InnerException is { } inner ? $"{cause.Message} {inner.Message}" : cause.Message;
}
