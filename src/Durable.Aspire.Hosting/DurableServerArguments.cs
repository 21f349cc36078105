namespace Aspire.Hosting.ApplicationModel;

/// <summary>The command line of the server.</summary>
internal static class DurableServerArguments
{
    private static readonly Dictionary<string, string> s_options = new(StringComparer.Ordinal)
    {
        ["Path"] = "--data",
        ["TableName"] = "--dynamodb-table",
        ["Region"] = "--dynamodb-region",
        ["ServiceUrl"] = "--dynamodb-endpoint",
    };

    // Never an argument: what is on a command line is seen by every process of the machine.
    private const string ConnectionVariable = "DURABLE_POSTGRES_CONNECTION";

    public static void AddConnection(EnvironmentCallbackContext context, DurableServerResource server)
    {
        if (server.Service?.Store is { IsPostgreSQL: true, Resource: { } resource })
        {
            context.EnvironmentVariables[ConnectionVariable] = new ConnectionStringReference(resource, optional: false);
        }
    }

    public static void Add(CommandLineArgsCallbackContext context, DurableServerResource server)
    {
        // Nobody but callers of the HTTP API is to find it: two servers of one machine must not meet at the ports.
        Add("--port", server.Endpoint.Property(EndpointProperty.TargetPort));
        Add("--silo-port", "0");
        Add("--gateway-port", "0");
        foreach (var path in server.FunctionPaths)
        {
            Add("--functions", path);
        }

        if (server.Service is { } service)
        {
            AddStore(service);
        }

        void AddStore(DurableService service)
        {
            var store = service.Store;
            var kind = store switch
            {
                { Resource: null, ProviderType: DurableStore.Sqlite } => "sqlite",
                { Resource: null, ProviderType: DurableStore.DynamoDB } => "dynamodb",
                { Resource: not null, IsPostgreSQL: true } => "postgres",
                _ => throw new DistributedApplicationException(
                    $"durable-server keeps executions in a SQLite file, in PostgreSQL or in DynamoDB, and the store of '{service.Name}' is '{store.ProviderType}': "
                    + "use WithDevelopmentStore, WithStore of a PostgreSQL database or WithDynamoDB, or run the functions in a project of yours."),
            };
            Add("--service-id", service.Name);
            Add("--store", kind);
            foreach (var (name, value) in store.Settings)
            {
                Add(s_options[name], value);
            }

            if (kind == "sqlite")
            {
                return;
            }

            var (prefixOption, creationOption) = kind == "postgres" ? ("--postgres-schema", "--postgres-create-schema") : ("--dynamodb-key-prefix", "--dynamodb-create-table");
            if (service.KeyPrefix is { } prefix)
            {
                Add(prefixOption, prefix);
            }

            if (service.CreatesSchema && context.ExecutionContext.IsRunMode)
            {
                context.Args.Add(creationOption);
            }
        }

        void Add(string option, object value)
        {
            context.Args.Add(option);
            context.Args.Add(value);
        }
    }
}
