using Durable.Storage.Native;
using SQLitePCL;

namespace Durable.Storage;

/// <summary>The layout of the database and its versions.</summary>
internal static class DatabaseSchema
{
    /// <summary>Marks a file as a checkpoint store: "OrDu", in SQLite's application id.</summary>
    public const int ApplicationId = 0x4F724475;

    private const string SqliteMagic = "SQLite format 3\0";

    // The script at index n leads from version n to version n + 1. A released script never changes.
    private static readonly string[] s_migrations =
    [
        """
        -- One row an execution. The row is rewritten by every commit, so the input, which never changes and may be large, is kept in
        -- the log as version 1; result and error come last, where a reader of the other columns does not touch their pages.
        CREATE TABLE executions (
            id                INTEGER PRIMARY KEY,
            function          TEXT    NOT NULL,
            name              TEXT    NOT NULL,
            run_id            TEXT    NOT NULL,
            version           INTEGER NOT NULL,
            commit_id         TEXT    NOT NULL,
            status            INTEGER NOT NULL,
            function_version  TEXT    NOT NULL,
            started_at        INTEGER NOT NULL, -- this and every other time: Unix milliseconds
            ended_at          INTEGER,
            execution_timeout INTEGER NOT NULL, -- this and every other span: 100 nanoseconds
            retention         INTEGER NOT NULL,
            expires_at        INTEGER,
            wake_at           INTEGER,
            wake_kind         INTEGER,
            wake_shard        INTEGER NOT NULL,
            operations        INTEGER NOT NULL,
            log_bytes         INTEGER NOT NULL,
            result            TEXT,
            error             TEXT
        ) STRICT;

        CREATE UNIQUE INDEX executions_by_id ON executions (function, name);
        -- Lists go by start time, and within a millisecond by row id, which ends every index entry.
        CREATE INDEX executions_by_status ON executions (status, started_at);
        CREATE INDEX executions_by_function ON executions (function, status, started_at);
        CREATE INDEX executions_by_wake_up ON executions (wake_at, wake_shard, wake_kind) WHERE wake_at IS NOT NULL;
        CREATE INDEX executions_by_expiry ON executions (expires_at) WHERE expires_at IS NOT NULL;

        -- Version 1 is the input, each other one the records of the commit that made this version.
        CREATE TABLE log (
            execution INTEGER NOT NULL,
            version   INTEGER NOT NULL,
            records   BLOB    NOT NULL,
            PRIMARY KEY (execution, version)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- Set while an execution stands still because of what its error says.
        ALTER TABLE executions ADD COLUMN parked_at INTEGER;
        """,
        """
        -- Set from an execution's second run on; started_at and the indexes over it stay with the first.
        ALTER TABLE executions ADD COLUMN run_number INTEGER;
        ALTER TABLE executions ADD COLUMN run_started_at INTEGER;
        ALTER TABLE executions ADD COLUMN first_run_id TEXT;
        ALTER TABLE executions ADD COLUMN first_input_digest TEXT;
        """,
        """
        -- Tags are a JSON object.
        ALTER TABLE executions ADD COLUMN business_key TEXT;
        ALTER TABLE executions ADD COLUMN tags TEXT;
        CREATE INDEX executions_by_business_key ON executions (business_key, started_at) WHERE business_key IS NOT NULL;
        """,
        """
        -- The operation that invoked the execution, function/name/run/operation, and on whose behalf it runs.
        ALTER TABLE executions ADD COLUMN invoker TEXT;
        ALTER TABLE executions ADD COLUMN tenant_id TEXT;
        """,
        """
        -- The service that the executions belong to: one row, once a host has claimed the database.
        CREATE TABLE owner (
            id         INTEGER PRIMARY KEY CHECK (id = 1),
            service_id TEXT    NOT NULL
        ) STRICT;
        """,
        """
        -- What a running execution waits for, as lists show it.
        ALTER TABLE executions ADD COLUMN waits_for TEXT;
        """,
        """
        -- The trace context of the start: traceparent, and after a space tracestate.
        ALTER TABLE executions ADD COLUMN trace TEXT;
        """,
    ];

    /// <summary>The version that this release writes.</summary>
    public static int CurrentVersion => s_migrations.Length;

    /// <summary>Finds out, without changing anything, whether the file may be opened as a checkpoint store.</summary>
    /// <exception cref="CheckpointStoreException">It may not; the message says why.</exception>
    public static void RequireOwn(string path, TimeSpan busyTimeout)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return;
        }

        RequireSqlite(path);
        using var database = Database.OpenReadOnly(path, busyTimeout);
        var applicationId = database.ReadInteger("PRAGMA application_id");
        var version = database.ReadInteger("PRAGMA user_version");
        if (applicationId == 0 && version == 0 && database.ReadInteger("SELECT count(*) FROM sqlite_schema") == 0)
        {
            return;
        }

        if (applicationId != ApplicationId)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                Invariant($"'{path}' is a SQLite database of another application (application id {applicationId}, not {ApplicationId}). ")
                + "It was not changed. Name another file.");
        }

        if (version > CurrentVersion)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                Invariant($"The checkpoint store '{path}' has schema version {version}; this release knows versions up to {CurrentVersion}. ")
                + "It was not changed. Run the release that wrote it or a newer one, or name another file.");
        }
    }

    /// <summary>Brings the database to the current version, one transaction a step.</summary>
    public static void Migrate(Database database)
    {
        var version = (int)database.ReadInteger("PRAGMA user_version");
        for (; version < CurrentVersion; version++)
        {
            database.ExecuteScript(Invariant($"""
                BEGIN IMMEDIATE;
                {s_migrations[version]}
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {version + 1};
                COMMIT;
                """));
        }
    }

    // SQLite reports a damaged first page in several ways, or takes a short file for an empty database and would overwrite it.
    private static void RequireSqlite(string path)
    {
        Span<byte> header = stackalloc byte[SqliteMagic.Length];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        for (var i = 0; i < header.Length; i++)
        {
            if (i >= length || header[i] != SqliteMagic[i])
            {
                throw new DatabaseException(raw.SQLITE_NOTADB, "file is not a database");
            }
        }
    }
}
