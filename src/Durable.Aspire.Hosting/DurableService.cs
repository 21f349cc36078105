namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A service that runs durable executions: one store and one name, which all processes that run them share. It is no process of its own.
/// </summary>
public sealed class DurableService
{
    private DurableStore? _store;

    internal DurableService(IDistributedApplicationBuilder builder, string name)
    {
        Builder = builder;
        Name = name;
    }

    /// <summary>The service's name, in all its deployments: a database file belongs to it.</summary>
    public string Name { get; }

    internal IDistributedApplicationBuilder Builder { get; }

    internal string? KeyPrefix { get; private set; }

    internal bool CreatesSchema { get; private set; }

    internal DurableStore Store => _store ?? throw new DistributedApplicationException(
        $"The durable service '{Name}' has no store: call WithStore, WithDynamoDB or, while you develop, WithDevelopmentStore on it.");

    /// <summary>Keeps executions in a resource that has a connection string.</summary>
    /// <param name="resource">The resource, such as a database.</param>
    /// <param name="providerType">
    /// Names the store's provider to the services. By default the name of the resource's type without <c>Resource</c>, by which the store's package
    /// knows it.
    /// </param>
    public DurableService WithStore(IResourceBuilder<IResourceWithConnectionString> resource, string? providerType = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        _store = new DurableStore(providerType ?? NameOf(resource.Resource)) { Resource = resource.Resource };
        return this;
    }

    /// <summary>
    /// Keeps executions in a SQLite file on this machine, which stays when the app host ends. One process alone can run executions over it, without
    /// replicas; other projects take <see cref="AsClient"/>. Refused when the application is published.
    /// </summary>
    /// <param name="path">The file. By default <c>.durable/NAME.db</c> beside the app host.</param>
    public DurableService WithDevelopmentStore(string? path = null)
    {
        var file = Path.GetFullPath(path ?? Path.Combine(".durable", $"{Name}.db"), Builder.AppHostDirectory);
        _store = new DurableStore(DurableStore.Sqlite)
        {
            Settings = new Dictionary<string, object>(StringComparer.Ordinal) { ["Path"] = file },
            IsDevelopmentFile = true,
        };
        return this;
    }

    /// <summary>Keeps executions in a DynamoDB table. Credentials are the AWS SDK's affair.</summary>
    /// <param name="tableName">The table. Default: <c>durable-executions</c>.</param>
    /// <param name="region">The region. By default what the AWS SDK finds.</param>
    /// <param name="serviceUrl">Another address than the region's own, such as that of DynamoDB Local.</param>
    public DurableService WithDynamoDB(string? tableName = null, string? region = null, string? serviceUrl = null) =>
        WithDynamoDB(tableName, ("Region", region), ("ServiceUrl", serviceUrl));

    /// <summary>Keeps executions in a table of a DynamoDB of this application, such as a container with DynamoDB Local.</summary>
    /// <param name="endpoint">Its HTTP endpoint.</param>
    /// <param name="tableName">The table. Default: <c>durable-executions</c>.</param>
    public DurableService WithDynamoDB(EndpointReference endpoint, string? tableName = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return WithDynamoDB(tableName, ("ServiceUrl", endpoint));
    }

    /// <summary>Keeps this service apart from others that share the store.</summary>
    /// <param name="keyPrefix">Comes before all keys, such as <c>shop:</c>.</param>
    public DurableService WithKeyPrefix(string keyPrefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyPrefix);
        KeyPrefix = keyPrefix;
        return this;
    }

    /// <summary>
    /// Lets the services create the store's schema when it is missing, while the application runs on this machine. Published ones find it there:
    /// <c>durable storage init</c>.
    /// </summary>
    public DurableService WithSchemaCreation()
    {
        CreatesSchema = true;
        return this;
    }

    /// <summary>The service as seen by those who only start executions and ask about them, over HTTP.</summary>
    /// <param name="endpoint">
    /// Where its HTTP API is served. By default the endpoint <c>http</c> of the one resource that runs executions of this service and has such an endpoint.
    /// </param>
    public DurableServiceClient AsClient(EndpointReference? endpoint = null) => new(this, endpoint);

    private static string NameOf(IResourceWithConnectionString resource)
    {
        const string Suffix = "Resource";
        var name = resource.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private DurableService WithDynamoDB(string? tableName, params (string Name, object? Value)[] settings)
    {
        _store = new DurableStore(DurableStore.DynamoDB)
        {
            Settings = settings.Append(("TableName", tableName))
                .Where(static setting => setting.Value is not null)
                .ToDictionary(static setting => setting.Name, static setting => setting.Value!, StringComparer.Ordinal),
        };
        return this;
    }
}
