using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orleans;

namespace Aspire.Hosting;

/// <summary>Durable executions on the silos of an app host.</summary>
public static class DurableOrleansExtensions
{
    /// <summary>
    /// Lets the silos of a cluster run the executions of a service: a resource that refers to the cluster refers to the service, too, and reads the store
    /// with <c>UseConfiguredStore</c>. A client of the cluster does not.
    /// </summary>
    /// <param name="orleans">The cluster.</param>
    /// <param name="durable">The service.</param>
    public static OrleansService WithDurable(this OrleansService orleans, DurableService durable)
    {
        ArgumentNullException.ThrowIfNull(orleans);
        ArgumentNullException.ThrowIfNull(durable);

        // The one thing that silos are told and clients are not, in any form. This one writes nothing that Orleans would read.
        return orleans.WithGrainStorage($"durable-{durable.Name}", new SiloConfiguration(durable));
    }

    private sealed class SiloConfiguration(DurableService durable) : IProviderConfiguration
    {
        public void ConfigureResource<T>(IResourceBuilder<T> resourceBuilder, string configurationSectionPath)
            where T : IResourceWithEnvironment => resourceBuilder.WithReference(durable);
    }
}
