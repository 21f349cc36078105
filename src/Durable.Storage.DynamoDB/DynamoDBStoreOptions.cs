namespace Durable.Storage;

/// <summary>Where and how executions are kept in DynamoDB.</summary>
public sealed class DynamoDBStoreOptions
{
    /// <summary>Default of <see cref="TableName"/>.</summary>
    public const string DefaultTableName = "durable-executions";

    /// <summary>Largest <see cref="TailLimit"/>.</summary>
    public const int MaxTailLimit = 64 * 1024;

    /// <summary>The table: 3 to 255 of <c>[a-zA-Z0-9_.-]</c>. Default: <c>durable-executions</c>.</summary>
    public string TableName { get; set; } = DefaultTableName;

    /// <summary>
    /// Comes before every partition key, of the table and of its indexes: services that share a table do not see each other, and a policy
    /// with <c>dynamodb:LeadingKeys</c> can fence them. Up to 64 of <c>[a-zA-Z0-9_.:/-]</c>; default: none. It is part of the stored data.
    /// </summary>
    public string KeyPrefix { get; set; } = "";

    /// <summary>Address of the service, for DynamoDB Local or a VPC endpoint. Default: the region's own.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The region, such as <c>eu-central-1</c>. Default: what the AWS SDK finds in environment, profile or instance.</summary>
    public string? Region { get; set; }

    /// <summary>The profile of the shared AWS configuration whose credentials and region are used. Default: the SDK's own chain.</summary>
    public string? Profile { get; set; }

    /// <summary>Most connections to the service, and so most requests under way at once. 1 to 10,000; default 256.</summary>
    public int MaxConnections { get; set; } = 256;

    /// <summary>
    /// How long one request may take; then its outcome is unknown, and it is resolved before anything else is done. 100 ms to 1 minute;
    /// default 5 seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Log bytes kept in the head itself. A commit that fits is one request; every commit pays a write unit for each KiB of head. 0 to
    /// 64 KiB; default 4 KiB. 0 writes every record to an item of its own first.
    /// </summary>
    public int TailLimit { get; set; } = 4096;

    /// <summary>Memory for the heads of running executions, which saves reading them before each commit. 0 or more; default 64 MiB.</summary>
    public long HeadCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// One in how many commits DynamoDB is asked to count (<c>ReturnConsumedCapacity</c>). The others are counted by its published rules; at
    /// the first difference every commit is asked about from then on. Segments, payloads and reads always are. 1, for every commit, to
    /// 1,000,000; default: 64.
    /// </summary>
    public int CapacityCheckInterval { get; set; } = 64;

    /// <summary>
    /// Whether the indexes for lists are kept. Without them the engine runs all the same and each execution costs 4 index write units less,
    /// but executions cannot be listed; executions that are started meanwhile do not show up later either. Default: true.
    /// </summary>
    public bool ListIndexes { get; set; } = true;

    /// <summary>
    /// Whether time-to-live is switched on for the table's attribute <c>ttl</c>, so that DynamoDB deletes what has expired, free of charge.
    /// False: closed executions stay in the due index until the host deletes them, which costs write units. Default: true.
    /// </summary>
    public bool TimeToLive { get; set; } = true;

    /// <summary>
    /// Creates the table before the first request, if it is missing. For development: elsewhere tables are made with the definitions that
    /// <c>durable storage init --print</c> shows, by somebody who may. Default: false.
    /// </summary>
    public bool CreateTable { get; set; }
}
