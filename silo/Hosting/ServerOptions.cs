using System.Net;
using Durable.Silo.Dev;
using Durable.Silo.Security;
using Durable.Silo.Telemetry;

namespace Durable.Silo.Hosting;

/// <summary>What the command line says about the server.</summary>
internal sealed record ServerOptions
{
    public const int DefaultPort = 8321;
    public const string DefaultServiceId = "durable";
    public const string DefaultDataPath = "data/durable.db";
    public const int DefaultDrainSeconds = 20;
    public const int SecondsAfterDrain = 10;

    /// <summary>The environment variable with which a supervisor says how long it waits after SIGTERM.</summary>
    public const string GraceVariable = "DURABLE_GRACE_SECONDS";

    /// <summary>What runs the executions.</summary>
    public HostKind Host { get; init; } = HostKind.Orleans;

    /// <summary>The cluster of <see cref="HostKind.Orleans"/>.</summary>
    public ClusterServerOptions Cluster { get; init; } = new();

    /// <summary>The service that the server is, and that its database and its cluster are of.</summary>
    public string ServiceId { get; init; } = DefaultServiceId;

    /// <summary>Whether a database of another service becomes this one's.</summary>
    public bool TakeOver { get; init; }

    /// <summary>Assemblies of functions to run instead of the samples.</summary>
    public IReadOnlyList<string> FunctionPaths { get; init; } = [];

    /// <summary>Where executions are kept.</summary>
    public StoreKind Store { get; init; } = StoreKind.Sqlite;

    /// <summary>The database file of the SQLite store.</summary>
    public string DataPath { get; init; } = DefaultDataPath;

    /// <summary>The table of the DynamoDB store.</summary>
    public DynamoDBServerOptions DynamoDB { get; init; } = new();

    /// <summary>The schema of the PostgreSQL store.</summary>
    public PostgreSQLServerOptions PostgreSQL { get; init; } = new();

    /// <summary>Who may call the server, how, and how much.</summary>
    public AccessServerOptions Access { get; init; } = new();

    /// <summary>Who gets traces, metrics and logs.</summary>
    public TelemetryServerOptions Telemetry { get; init; } = new();

    /// <summary>Whether what is kept is lost when the process ends.</summary>
    public bool IsForgetful => Store == StoreKind.Memory || (Store == StoreKind.DynamoDB && DynamoDB.Local);

    /// <summary>Where executions are kept, for people.</summary>
    public string StoreDescription => Store switch
    {
        StoreKind.Memory => "memory",
        StoreKind.DynamoDB => $"the DynamoDB table {DynamoDB.Table}{(DynamoDB.Endpoint is { } endpoint ? $" at {endpoint}" : "")}",
        StoreKind.Postgres => PostgreSQL.Description,
        _ => Path.GetFullPath(DataPath),
    };

    /// <summary>Whether the web console is served.</summary>
    public bool HasConsole { get; init; } = true;

    /// <summary>The directory with what protects sign-ins to the console; null for something that ends with the process.</summary>
    public string? ConsoleKeysPath { get; init; }

    /// <summary>A loopback address, unless callers are told from each other.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>How it serves somebody who develops; null where it does not.</summary>
    public DevServerOptions? Dev { get; init; }

    /// <summary>Whether the demo is run.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether the demo can be run.</summary>
    public bool HasDemo => Demo || (Dev is not null && FunctionPaths.Count == 0);

    /// <summary>Whether the server stops after the demo.</summary>
    public bool Exit { get; init; }

    /// <summary>How long running step bodies may take to finish when the server is told to stop.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(DefaultDrainSeconds);

    /// <summary>How long the whole stop may take: after the drain, executions are handed over and the silo leaves its cluster.</summary>
    public TimeSpan ShutdownTimeout => DrainTimeout + TimeSpan.FromSeconds(SecondsAfterDrain);

    /// <summary>After how many seconds the supervisor kills a server that it has told to stop, as the environment says it; null when it says nothing.</summary>
    public string? GraceSeconds { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>The same with what the files hold that say how the store is reached.</summary>
    /// <exception cref="AccessConfigurationException">One of them cannot be used.</exception>
    public ServerOptions WithConnection() => Store == StoreKind.Postgres ? this with { PostgreSQL = PostgreSQL.WithConnection() } : this;
}

/// <summary>What runs the executions.</summary>
internal enum HostKind
{
    /// <summary>The silos of an Orleans cluster, of which this process is one.</summary>
    Orleans,

    /// <summary>This process alone.</summary>
    Embedded,
}

/// <summary>Where executions are kept.</summary>
internal enum StoreKind
{
    /// <summary>In a SQLite database.</summary>
    Sqlite,

    /// <summary>Nowhere but in memory.</summary>
    Memory,

    /// <summary>In a DynamoDB table.</summary>
    DynamoDB,

    /// <summary>In a PostgreSQL database.</summary>
    Postgres,
}

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    /// <summary>A line each, for people.</summary>
    Text,

    /// <summary>A JSON object a line, with the members of the message.</summary>
    Json,
}
