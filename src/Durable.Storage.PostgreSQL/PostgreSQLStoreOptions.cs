namespace Durable.Storage;

/// <summary>Where and how executions are kept in PostgreSQL.</summary>
public sealed class PostgreSQLStoreOptions
{
    /// <summary>Default of <see cref="Schema"/>.</summary>
    public const string DefaultSchema = "durable";

    /// <summary>
    /// The database, as Npgsql reads it: <c>Host=db;Database=orders;Username=durable;Password=…</c>. Several hosts are tried for the one that
    /// takes writes. Default: none; then the host registers an <c>NpgsqlDataSource</c>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The schema with the store's tables. Services that share a database each have their own. 1 to 48 of <c>[a-z0-9_]</c>, not beginning with a
    /// digit; default: <c>durable</c>.
    /// </summary>
    public string Schema { get; set; } = DefaultSchema;

    /// <summary>
    /// Creates the schema, or brings it up to date, when the host starts. For development: elsewhere that is done with
    /// <c>durable storage init --store postgres</c>, by a role that may. Default: false.
    /// </summary>
    public bool CreateSchema { get; set; }

    /// <summary>
    /// Connections that write, each with one group of commits on its way while it gathers the next. An execution always has the same one. 1 to 16;
    /// default 2.
    /// </summary>
    public int Writers { get; set; } = 2;

    /// <summary>Most commits that share a statement and a wait for the disk. 1 to 4096; default 256.</summary>
    public int MaxGroupCommit { get; set; } = 256;

    /// <summary>A group of commits takes no more once it has as many bytes. At least 1; default 4 MiB.</summary>
    public long MaxGroupCommitBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>What stands between the host and the database. Default: <see cref="PoolerMode.None"/>.</summary>
    public PoolerMode Pooler { get; set; }

    /// <summary>
    /// How long one statement may take; then it is given up, and the outcome of a write is resolved before anything else is done. 100 ms to 10
    /// minutes; default 15 seconds.
    /// </summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often a host looks for executions that transactions of the application have asked for, with
    /// <see cref="DurableStartExtensions.StartInTransactionAsync"/>. 100 ms to 1 hour; default 5 seconds.
    /// </summary>
    public TimeSpan StartsInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a host looks how many dead rows the database keeps, and for whom: for metrics, and to warn of a transaction that is open for too long. 1 second
    /// to 1 hour; default 1 minute.
    /// </summary>
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromMinutes(1);
}
