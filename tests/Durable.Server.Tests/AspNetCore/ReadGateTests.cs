using System.Net.Sockets;
using System.Text;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Server.Tests.AspNetCore;

/// <summary>Callers who ask for much and take nothing do not fill the memory of the host.</summary>
public sealed class ReadGateTests
{
    private const string Executions = "/2025-12-01/durable-executions";

    [Fact]
    public async Task Who_does_not_take_an_answer_is_cut_off_and_the_others_go_on()
    {
        var clock = new ManualTimeProvider();
        await using var host = await OwnHost.StartAsync(
            static api => (api.MaxConcurrentReads, api.AnswerTimeout) = (1, TimeSpan.FromSeconds(30)),
            add: services => services.AddSingleton<TimeProvider>(clock));
        var large = $"\"{new string('x', 5_900_000)}\"";
        using var invoked = await host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{OwnHost.Function}/invocations", body: large);
        var arn = Uri.EscapeDataString(invoked.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single());

        using var slow = await AskAndReadNothingAsync(host, $"{Executions}/{arn}");
        await Patience.UntilAsync(() => Task.FromResult(slow.Available > 0), "the beginning of the answer");

        // Eight wait, and four are too many.
        var others = Enumerable.Range(0, 12).Select(_ => host.SendAsync(HttpMethod.Get, Executions)).ToList();
        await Patience.UntilAsync(() => Task.FromResult(others.Count(static request => request.IsCompleted) == 4), "four refusals");
        foreach (var refused in others.Where(static request => request.IsCompleted))
        {
            Assert.Equal(429, (int)(await refused).StatusCode);
        }

        clock.Advance(TimeSpan.FromSeconds(30));

        var statuses = await Task.WhenAll(others).OrFail();
        Assert.Equal(8, statuses.Count(static response => (int)response.StatusCode == 200));
    }

    private static async Task<Socket> AskAndReadNothingAsync(OwnHost host, string path)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", host.Http.BaseAddress!.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{host.Http.BaseAddress.Port}\r\n\r\n"));
        return socket;
    }
}
