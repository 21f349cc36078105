namespace Aspire.Hosting.ApplicationModel;

/// <summary>A durable service, as seen by those who only start executions and ask about them.</summary>
public sealed class DurableServiceClient
{
    private const string EndpointName = "http";

    private readonly EndpointReference? _endpoint;

    internal DurableServiceClient(DurableService service, EndpointReference? endpoint)
    {
        Service = service;
        _endpoint = endpoint;
    }

    /// <summary>The service.</summary>
    public DurableService Service { get; }

    // Not before the application is complete: whoever runs executions may be added after those who ask.
    internal EndpointReference Endpoint => _endpoint ?? FindEndpoint();

    private EndpointReference FindEndpoint()
    {
        var hosts = DurableHostAnnotation.HostsOf(Service).OfType<IResourceWithEndpoints>()
            .Where(static host => host.Annotations.OfType<EndpointAnnotation>().Any(static endpoint => endpoint.Name == EndpointName))
            .ToList();
        if (hosts is [var host])
        {
            return host.GetEndpoint(EndpointName);
        }

        var found = hosts.Count == 0
            ? $"no resource with an endpoint '{EndpointName}' runs its executions"
            : $"{string.Join(" and ", hosts.Select(static host => $"'{host.Name}'"))} run its executions";
        throw new DistributedApplicationException(
            $"Clients of the durable service '{Service.Name}' have to reach one HTTP API, and {found}: name the endpoint with AsClient(resource.GetEndpoint(\"http\")).");
    }
}
