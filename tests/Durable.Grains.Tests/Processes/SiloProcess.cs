using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.Processes;

/// <summary>A silo in a process of its own, with a journal of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly ChildProcess _process;

    private SiloProcess(ChildProcess process, string journal, int siloPort, int gatewayPort)
    {
        _process = process;
        JournalPath = journal;
        SiloPort = siloPort;
        Gateway = new IPEndPoint(IPAddress.Loopback, gatewayPort);
    }

    public string JournalPath { get; }

    public int SiloPort { get; }

    public IPEndPoint Gateway { get; }

    /// <param name="store">What all silos share.</param>
    /// <param name="journal">The silo's own journal.</param>
    /// <param name="primary">The silo to join; null for the first one.</param>
    public static async Task<SiloProcess> StartAsync(DynamoDBStoreOptions store, string journal, SiloProcess? primary)
    {
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        var process = ChildProcess.Start(
            "silo", store.ServiceUrl!, store.TableName, store.KeyPrefix, journal, Text(siloPort), Text(gatewayPort), Text(primary?.SiloPort ?? siloPort));
        Assert.Equal("open", await process.ReadLineAsync().OrFail());
        return new SiloProcess(process, journal, siloPort, gatewayPort);
    }

    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc cref="ChildProcess.TerminateAsync"/>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    public void Dispose() => _process.Dispose();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
