namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes what services read: the configuration of <c>OrleansDurable.Aspire</c>, as environment variables.</summary>
internal static class DurableEnvironment
{
    public static void AddHost(EnvironmentCallbackContext context, DurableService service)
    {
        var (variables, store) = (context.EnvironmentVariables, service.Store);
        if (store.IsDevelopmentFile && context.ExecutionContext.IsPublishMode)
        {
            throw new DistributedApplicationException(
                $"The durable service '{service.Name}' keeps its executions in a file of this machine, which a published application does not have: "
                + "call WithStore or WithDynamoDB where builder.ExecutionContext.IsPublishMode.");
        }

        variables["Durable__ServiceId"] = service.Name;
        variables["Durable__Store__ProviderType"] = store.ProviderType;
        foreach (var (name, value) in store.Settings)
        {
            variables[$"Durable__Store__{name}"] = value;
        }

        if (store.Resource is { } resource)
        {
            variables["Durable__Store__ServiceKey"] = resource.Name;
            variables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{resource.Name}"] = new ConnectionStringReference(resource, optional: false);
        }

        if (service.KeyPrefix is { } prefix)
        {
            variables["Durable__KeyPrefix"] = prefix;
        }

        if (service.CreatesSchema && context.ExecutionContext.IsRunMode)
        {
            variables["Durable__Store__CreateSchema"] = "true";
        }
    }

    public static void AddClient(EnvironmentCallbackContext context, DurableServiceClient client) =>
        context.EnvironmentVariables["Durable__Client__Endpoint"] = client.Endpoint;
}
