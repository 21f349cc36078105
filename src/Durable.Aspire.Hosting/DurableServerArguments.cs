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
            if (store is not { Resource: null, ProviderType: DurableStore.Sqlite or DurableStore.DynamoDB })
            {
                throw new DistributedApplicationException(
                    $"durable-server keeps executions in a SQLite file or in DynamoDB, and the store of '{service.Name}' is '{store.ProviderType}': "
                    + "use WithDevelopmentStore or WithDynamoDB, or run the functions in a project of yours.");
            }

            Add("--service-id", service.Name);
            Add("--store", store.ProviderType == DurableStore.Sqlite ? "sqlite" : "dynamodb");
            foreach (var (name, value) in store.Settings)
            {
                Add(s_options[name], value);
            }

            if (store.ProviderType != DurableStore.DynamoDB)
            {
                return;
            }

            if (service.KeyPrefix is { } prefix)
            {
                Add("--dynamodb-key-prefix", prefix);
            }

            if (service.CreatesSchema && context.ExecutionContext.IsRunMode)
            {
                context.Args.Add("--dynamodb-create-table");
            }
        }

        void Add(string option, object value)
        {
            context.Args.Add(option);
            context.Args.Add(value);
        }
    }
}
