using Durable.WebConsole;
using Durable.WebConsole.Text;

namespace Durable.Silo.WebConsole;

/// <summary>The silos of the cluster, as its membership has them.</summary>
internal sealed class SiloTable(IGrainFactory grains) : IClusterPart
{
    // Membership has a grain of this key, whatever it is asked for.
    private const int Management = 0;

    public string Heading => "Silos";

    public IReadOnlyList<string> Columns => ["Silo", "Host", "Status", "Since"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> ReadAsync() =>
    [
        .. from silo in await grains.GetGrain<IManagementGrain>(Management).GetDetailedHosts(onlyActive: true)
           orderby silo.StartTime
           select (string[])[silo.SiloAddress.Endpoint.ToString(), silo.HostName, silo.Status.ToString(), $"{Shown.Time(new DateTimeOffset(DateTime.SpecifyKind(silo.StartTime, DateTimeKind.Utc)))} UTC"],
    ];
}
