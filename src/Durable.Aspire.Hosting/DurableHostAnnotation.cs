namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says that a resource runs the executions of a service.</summary>
internal sealed class DurableHostAnnotation(DurableService service) : IResourceAnnotation
{
    public DurableService Service { get; } = service;

    public static IReadOnlyList<IResource> HostsOf(DurableService service) =>
    [
        .. service.Builder.Resources.Where(resource => resource.Annotations.OfType<DurableHostAnnotation>().Any(host => host.Service == service)),
    ];
}
