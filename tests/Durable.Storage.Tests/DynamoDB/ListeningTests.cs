using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Durable.DynamoDBLocal;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>DynamoDB Local asks nobody who they are: nobody but this machine may reach it.</summary>
public sealed class ListeningTests
{
    private const string Listening = "0A";

    [Fact]
    public async Task DynamoDB_Local_listens_on_loopback_only()
    {
        var port = new Uri(await TestDynamoDB.ServiceUrlAsync()).Port;
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(DynamoDBLocalServer.EndpointVariable) is { Length: > 0 })
        {
            return;
        }

        string[] tables = ["/proc/net/tcp", "/proc/net/tcp6"];
        var addresses = tables.Where(File.Exists).SelectMany(File.ReadLines).Select(Listener).OfType<IPEndPoint>().Where(one => one.Port == port).ToArray();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, static one => Assert.True(IPAddress.IsLoopback(one.Address), $"It listens on {one}."));
    }

    [Fact]
    public async Task Other_addresses_of_the_machine_do_not_reach_it()
    {
        var port = new Uri(await TestDynamoDB.ServiceUrlAsync()).Port;
        var others = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
            .Select(static one => one.Address)
            .Where(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

        foreach (var address in others)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAnyAsync<SocketException>(() => socket.ConnectAsync(address, port));
        }
    }

    // "0: 0100007F:1F90 00000000:0000 0A …": address in the machine's byte order, by words of four bytes.
    private static IPEndPoint? Listener(string line)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length < 4 || columns[3] != Listening)
        {
            return null;
        }

        var (address, port) = (columns[1].Split(':')[0], columns[1].Split(':')[1]);
        var bytes = address.Chunk(8).SelectMany(static word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        var parsed = new IPAddress([.. bytes]);
        return new IPEndPoint(
            parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed, int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
