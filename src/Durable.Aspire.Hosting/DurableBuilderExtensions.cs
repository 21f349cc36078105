using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Durable executions in an app host.</summary>
public static class DurableBuilderExtensions
{
    /// <summary>Describes a service that runs durable executions. It is no process: give it a store, and refer to it from projects.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The service's name, in all its deployments.</param>
    public static DurableService AddDurable(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var service = new DurableService(builder, name);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            DurableServiceCheck.Require(service);
            return Task.CompletedTask;
        });
        return service;
    }

    /// <summary>Lets a resource run executions of a service: it reads the store from its configuration, with <c>builder.AddDurable()</c>.</summary>
    /// <typeparam name="TResource">Its type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="durable">The service.</param>
    public static IResourceBuilder<TResource> WithReference<TResource>(this IResourceBuilder<TResource> builder, DurableService durable)
        where TResource : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(durable);
        return builder
            .WithAnnotation(new DurableHostAnnotation(durable))
            .WithEnvironment(context => DurableEnvironment.AddHost(context, durable));
    }

    /// <summary>Lets a resource start executions of a service and ask about them, with <c>builder.AddDurableClient()</c>.</summary>
    /// <typeparam name="TResource">Its type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="durable">The service, as its clients see it.</param>
    public static IResourceBuilder<TResource> WithReference<TResource>(this IResourceBuilder<TResource> builder, DurableServiceClient durable)
        where TResource : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(durable);
        return builder.WithEnvironment(context => DurableEnvironment.AddClient(context, durable));
    }
}
