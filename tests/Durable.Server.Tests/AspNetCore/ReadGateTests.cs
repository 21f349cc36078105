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

    [Fact]
    public async Task A_caller_who_takes_nothing_leaves_the_others_their_places()
    {
        await using var host = await OwnHost.StartAsync(static api => (api.MaxConcurrentReads, api.MaxConcurrentReadsPerCaller) = (2, 1));
        var large = $"\"{new string('x', 5_900_000)}\"";
        using var invoked = await host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{OwnHost.Function}/invocations", body: large);
        var arn = Uri.EscapeDataString(invoked.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single());
        using var slow = await AskAndReadNothingAsync(host, $"{Executions}/{arn}", "X-Test-Roles: any\r\nX-Test-Name: ann\r\n");
        await Patience.UntilAsync(() => Task.FromResult(slow.Available > 0), "the beginning of the answer");

        var anns = Enumerable.Range(0, 9).Select(_ => host.SendAsync(HttpMethod.Get, Executions, "any", name: "ann")).ToList();
        using var refused = await (await Task.WhenAny(anns));
        using var bobs = await host.SendAsync(HttpMethod.Get, Executions, "any", name: "bob");
        using var nobodys = await host.SendAsync(HttpMethod.Get, Executions);

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Contains("of this caller", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)bobs.StatusCode);
        Assert.Equal(200, (int)nobodys.StatusCode);
        slow.Dispose();
        Assert.Equal(8, (await Task.WhenAll(anns).OrFail()).Count(static response => (int)response.StatusCode == 200));
    }

    [Fact]
    public async Task Who_does_not_take_a_large_result_of_a_start_is_cut_off_and_the_next_one_waits()
    {
        var clock = new ManualTimeProvider();
        await using var host = await OwnHost.StartAsync(
            static api => (api.MaxConcurrentReads, api.AnswerTimeout) = (1, TimeSpan.FromSeconds(30)),
            add: services => services.AddSingleton<TimeProvider>(clock));
        const int Length = 6_000_000;
        var path = $"/2015-03-31/functions/{OwnHost.LargeFunction}/invocations";
        using var slow = await SendAsync(host, $"POST {path} HTTP/1.1\r\nHost: {{0}}\r\nContent-Length: 7\r\n\r\n{Length}");
        await Patience.UntilAsync(() => Task.FromResult(slow.Available > 0), "the beginning of the result");

        var patient = Enumerable.Range(0, 12).Select(_ => host.SendAsync(HttpMethod.Post, path, body: "100000")).ToList();
        using var small = await host.SendAsync(HttpMethod.Post, path, body: "100");
        Assert.Equal(200, (int)small.StatusCode);
        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.All(await Task.WhenAll(patient).OrFail(), static response => Assert.Equal(200, (int)response.StatusCode));
        Assert.True(await CountAsync(slow) < Length);
    }

    private static Task<Socket> AskAndReadNothingAsync(OwnHost host, string path, string headers = "") =>
        SendAsync(host, $"GET {path} HTTP/1.1\r\nHost: {{0}}\r\n{headers}\r\n");

    private static async Task<Socket> SendAsync(OwnHost host, string request)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", host.Http.BaseAddress!.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request.Replace("{0}", host.Http.BaseAddress.Authority, StringComparison.Ordinal)));
        return socket;
    }

    private static async Task<int> CountAsync(Socket socket)
    {
        var (count, buffer) = (0, new byte[65536]);
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var received)
            {
                count += received;
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }

        return count;
    }
}
