namespace Durable.Grains.Tests.Tls;

/// <summary>Stands for the tests of TLS in a build without Orleans' package for it.</summary>
public sealed class TlsUnavailableTests
{
    private const string Reason = "Microsoft.Orleans.Connections.Security cannot be restored from this machine's package sources";

    [Fact(Skip = Reason)]
    public void Silos_and_clients_of_a_cluster_with_TLS_prove_themselves_by_certificates() => Assert.Fail(Reason);
}
