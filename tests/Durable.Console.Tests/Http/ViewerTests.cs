using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.Testing;
using Durable.Storage;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit.Abstractions;

namespace Durable.WebConsole.Tests.Http;

/// <summary>What it costs a host that many look at one execution.</summary>
[Collection(AloneCollection.Name)]
public sealed class ViewerTests(ITestOutputHelper output)
{
    private const int Viewers = 500;
    private const long MaxBytes = 15_000_000;

    [FullFact]
    public async Task Many_viewers_cost_the_store_as_one_and_little_memory()
    {
        var one = await WatchAsync(viewers: 1);
        var none = await WatchAsync(viewers: 0);
        var many = await WatchAsync(Viewers);
        var measured = Invariant($"{Viewers} viewers: {many.Bytes:N0} bytes of managed memory, {many.Bytes / Viewers:N0} each. ")
            + $"Requests of the store: {Show(many.Requests)}; with one viewer: {Show(one.Requests)}; with none: {Show(none.Requests)}.";
        output.WriteLine(measured);

        // The first viewer reads the head, once.
        none.Requests[StoreRequestKind.ReadHead]++;
        Assert.Equal(none.Requests, one.Requests);
        Assert.Equal(none.Requests, many.Requests);
        Assert.True(many.Bytes <= MaxBytes, measured);
    }

    private static async Task<(Dictionary<StoreRequestKind, long> Requests, long Bytes)> WatchAsync(int viewers)
    {
        // It stands still: whatever the host does by the clock, it does not do it now.
        var clock = new ManualTimeProvider();
        var gate = new Gate();
        var store = new FaultInjectingCheckpointStore(new InMemoryCheckpointStore(clock));
        await using var host = await ConsoleHost.StartAsync(add: services => services
            .Replace(ServiceDescriptor.Singleton<ICheckpointStore>(store))
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(gate));
        var execution = await host.Client.StartAsync("hold", "x", new StartOptions { Name = "h" });
        await gate.Reached.OrFail();

        var before = Allocated();
        var streams = await Task.WhenAll(Enumerable.Range(0, viewers).Select(_ => OpenAsync(host))).OrFail();
        var bytes = Allocated() - before;

        var end = execution.WaitForCompletionAsync();
        gate.Open();
        await end.OrFail();
        await Task.WhenAll(streams.Select(static stream => ReadUntilAsync(stream, "event: end"))).OrFail();
        Array.ForEach(streams, static stream => stream.Dispose());
        return (Enum.GetValues<StoreRequestKind>().ToDictionary(static kind => kind, store.Count), bytes);
    }

    // Each has a connection of its own, and has seen the first state. A bare socket keeps next to nothing, so that what is measured is the host's.
    private static async Task<Socket> OpenAsync(ConsoleHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", host.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /console/executions/hold/h/events HTTP/1.1\r\nHost: {host.Address.Authority}\r\n\r\n"));
        await ReadUntilAsync(socket, "event: state");
        return socket;
    }

    private static async Task ReadUntilAsync(Socket socket, string text)
    {
        var (seen, buffer) = ("", new byte[1024]);
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer);
            Assert.True(count > 0, $"The stream ended before '{text}', after: {seen}");
            seen += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }

    private static string Show(Dictionary<StoreRequestKind, long> requests) => string.Join(", ", requests.Where(static one => one.Value > 0).Select(static one => $"{one.Key} {one.Value}"));

    private static long Allocated() => GC.GetTotalMemory(forceFullCollection: true);
}
