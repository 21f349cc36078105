namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a durable service keeps its executions.</summary>
/// <param name="ProviderType">Names the provider to those who run executions.</param>
internal sealed record DurableStore(string ProviderType)
{
    public const string Sqlite = "Sqlite";
    public const string DynamoDB = "DynamoDB";

    // As the store's package calls itself, and as the resources of Aspire.Hosting.PostgreSQL are called.
    private static readonly string[] s_postgreSQL = ["PostgreSQL", "Postgres", "PostgresDatabase", "PostgresServer"];

    /// <summary>Whether it is a PostgreSQL database.</summary>
    public bool IsPostgreSQL => s_postgreSQL.Contains(ProviderType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Has the connection string; null when the settings say all.</summary>
    public IResourceWithConnectionString? Resource { get; init; }

    /// <summary>What is particular to the store: texts, and values that are known only when the application runs.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Whether it is a file on the developer's machine, which one process owns.</summary>
    public bool IsDevelopmentFile { get; init; }
}
