namespace Durable.Storage;

/// <summary>Where and how executions are kept in SQLite. Changing an option changes nothing that is stored.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>Default of <see cref="Path"/>.</summary>
    public const string DefaultPath = "durable.db";

    /// <summary>
    /// The database file, on a local disk. It and its directory are created when they are missing, the file for its owner alone. Beside it
    /// stand <c>-wal</c> and <c>-shm</c>, which belong to the database and must be copied with it, and <c>.lock</c> and <c>.pid</c>, which tell
    /// other processes that it is open. A symbolic link is followed; a file with several names (hard links) is refused. Default: <c>durable.db</c> in the current directory.
    /// </summary>
    public string Path { get; set; } = DefaultPath;

    /// <summary>
    /// The service that the executions belong to, 1 to 150 printable characters. The first host that opens a database claims it for its
    /// service; after that it opens for no other one. Default: null, which means the service of the host, and no service where a store is
    /// opened without a host: then it opens whatever service it belongs to, and is claimed for none.
    /// </summary>
    public string? ServiceId { get; set; }

    /// <summary>
    /// Whether a database of another service becomes this one's. Its running executions go on with this service's functions of the same
    /// names. Meant for one start, when a service is renamed. Default: false.
    /// </summary>
    public bool TakeOver { get; set; }

    /// <summary>
    /// Most requests that share one transaction and with it one wait for the disk. More adds throughput as long as there are more
    /// callers; each of them may wait for all. 1 to 100,000; default 256.
    /// </summary>
    public int MaxGroupCommit { get; set; } = 256;

    /// <summary>Payload bytes after which a transaction takes in no more requests. At least 1; default 8 MiB.</summary>
    public long MaxGroupCommitBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Memory for database pages that the writer keeps. At least 1 MiB; default 64 MiB.</summary>
    public long CacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Size of the write-ahead log at which it is carried over into the database file. Larger means less writing in all and a longer
    /// pause each time. At least 64 KiB; default 16 MiB.
    /// </summary>
    public long CheckpointBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Size that the database file must not exceed; beyond it commits fail as on a full disk. Default: none.</summary>
    public long? MaxDatabaseBytes { get; set; }

    /// <summary>
    /// How long to wait while another program holds the database, for example a backup or the SQLite shell. Zero to 10 minutes;
    /// default 5 seconds.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most read connections kept open while nobody reads. 0 to 1000; default 8. More are opened when needed.</summary>
    public int MaxIdleReaders { get; set; } = 8;
}
