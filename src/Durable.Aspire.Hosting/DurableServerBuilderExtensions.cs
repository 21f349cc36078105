using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The OrleansDurable server in an app host.</summary>
public static class DurableServerBuilderExtensions
{
    private const string Command = "durable-server";

    // Ready is what callers ask; a server that cannot reach its store lives.
    private const string ReadyPath = "/health/ready";

    /// <summary>
    /// Adds the server, a process on this machine that runs functions and answers callers in any language over HTTP. The .NET tool
    /// <c>OrleansDurable.Server</c> brings it. Without <see cref="WithStore"/> it keeps executions in <c>data/durable.db</c> beside the app host. A published
    /// application deploys its image instead.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program. Default: <c>durable-server</c>, found as a shell would.</param>
    public static IResourceBuilder<DurableServerResource> AddDurableServer(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string command = Command)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(command);
        var server = new DurableServerResource(name, command, builder.AppHostDirectory);
        return builder.AddResource(server)
            .WithHttpEndpoint(name: DurableServerResource.EndpointName)
            .WithArgs(context => DurableServerArguments.Add(context, server))
            .WithEnvironment(context => DurableServerArguments.AddConnection(context, server))
            .WithHttpHealthCheck(ReadyPath, endpointName: DurableServerResource.EndpointName)
            .WithUrlForEndpoint(DurableServerResource.EndpointName, static url =>
            {
                // There is no page behind it: a program's address, not a link.
                url.DisplayText = "HTTP API";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            })
            .ExcludeFromManifest();
    }

    /// <summary>Lets the server run the executions of a service, in the service's store.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="durable">The service. Its store is a SQLite file, PostgreSQL or DynamoDB.</param>
    public static IResourceBuilder<DurableServerResource> WithStore(this IResourceBuilder<DurableServerResource> builder, DurableService durable)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(durable);
        builder.Resource.Service = durable;
        return builder.WithAnnotation(new DurableHostAnnotation(durable));
    }

    /// <summary>Lets the server run functions of an assembly instead of its samples.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="path">The assembly, with a class that implements <c>IDurableFunctions</c>; relative to the app host.</param>
    public static IResourceBuilder<DurableServerResource> WithFunctions(this IResourceBuilder<DurableServerResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        builder.Resource.FunctionPaths.Add(Path.GetFullPath(path, builder.ApplicationBuilder.AppHostDirectory));
        return builder;
    }
}
