namespace Aspire.Hosting.ApplicationModel;

/// <summary>Finds out before anything starts what could not work.</summary>
internal static class DurableServiceCheck
{
    public static void Require(DurableService service)
    {
        var hosts = DurableHostAnnotation.HostsOf(service);
        if (hosts.Count == 0 || !service.Store.IsDevelopmentFile)
        {
            return;
        }

        if (hosts.Count > 1)
        {
            throw new DistributedApplicationException(
                $"The development store of '{service.Name}' is a SQLite file, which one process owns, and {Names(hosts)} would run executions over it: "
                + "let one of them run them and the others take WithReference(durable.AsClient()), or use a store that processes share.");
        }

        if (hosts[0].Annotations.OfType<ReplicaAnnotation>().LastOrDefault() is { Replicas: > 1 } several)
        {
            throw new DistributedApplicationException(Invariant(
                $"The development store of '{service.Name}' is a SQLite file, which one process owns, and '{hosts[0].Name}' has {several.Replicas} replicas: ")
                + "leave WithReplicas out, or use a store that silos share.");
        }
    }

    private static string Names(IEnumerable<IResource> hosts) => string.Join(" and ", hosts.Select(static host => $"'{host.Name}'"));
}
