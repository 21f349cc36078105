using System.Net;
using System.Net.Sockets;
using System.Text;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.WebConsole.Tests.Http;

/// <summary>Browsers that ask for much and take nothing do not fill the memory of the host, and leave the others their places.</summary>
public sealed class ConsoleGateTests : IAsyncLifetime
{
    private const string Large = "/console/executions/greet/large/payload?of=input";

    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();
    private ConsoleHost _host = null!;

    [Fact]
    public async Task A_busy_console_says_so_and_when_to_come_back()
    {
        using var slow = await AskAndTakeNothingAsync(_host);

        // Eight wait, and four are too many.
        var others = Enumerable.Range(0, 12).Select(_ => _host.GetAsync("/console/executions", "read")).ToList();
        await Patience.UntilAsync(() => Task.FromResult(others.Count(static request => request.IsCompleted) == 4), "four refusals");
        foreach (var refused in others.Where(static request => request.IsCompleted).ToList())
        {
            using var answer = await refused;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            Assert.Contains("The console is busy: 1 reads", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        _clock.Advance(s_answerTimeout);

        var taken = await Task.WhenAll(others).OrFail();
        Assert.Equal(8, taken.Count(static answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("/console/executions/sleep/s/timeline")]
    [InlineData("/console/executions/sleep/s/payload?of=input")]
    [InlineData("/console/executions/sleep/s")]
    [InlineData("/console")]
    public async Task Whatever_reads_waits_for_its_turn(string path)
    {
        using var slow = await AskAndTakeNothingAsync(_host);

        var waits = _host.GetAsync(path, "read,payloads");
        using var stream = await _host.Http.GetAsync("/console/executions/sleep/s/events", HttpCompletionOption.ResponseHeadersRead).OrFail();

        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.False(waits.IsCompleted);
        _clock.Advance(s_answerTimeout);
        using var answer = await waits.OrFail();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task One_caller_leaves_the_others_their_places()
    {
        await using var host = await StartAsync(most: 2, mostOfCaller: 1);
        using var slow = await AskAndTakeNothingAsync(host);

        var own = host.GetAsync("/console/executions", "read");
        using var others = await host.Http.GetAsync("/console/executions").OrFail();

        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        Assert.False(own.IsCompleted);
        slow.Dispose();
        using var answer = await own.OrFail();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(0, 1, 1, "MaxConcurrentReads is 0")]
    [InlineData(1, 0, 1, "MaxConcurrentReadsPerCaller is 0")]
    [InlineData(1, 1, 0, "AnswerTimeout is 00:00:00")]
    public async Task Limits_that_could_not_work_are_refused(int most, int mostOfCaller, int seconds, string problem)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ConsoleHost.StartAsync(console =>
            (console.MaxConcurrentReads, console.MaxConcurrentReadsPerCaller, console.AnswerTimeout) = (most, mostOfCaller, TimeSpan.FromSeconds(seconds))));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => _host = await StartAsync(most: 1, mostOfCaller: 1);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private async Task<ConsoleHost> StartAsync(int most, int mostOfCaller)
    {
        var host = await ConsoleHost.StartAsync(
            console => (console.MaxConcurrentReads, console.MaxConcurrentReadsPerCaller, console.AnswerTimeout) = (most, mostOfCaller, s_answerTimeout),
            add: services => services.AddSingleton<TimeProvider>(_clock));
        await host.Client.StartAsync("greet", new string('x', 2_900_000), new StartOptions { Name = "large" });
        await host.Client.StartAsync("sleep", 3600, new StartOptions { Name = "s" });
        return host;
    }

    private static async Task<Socket> AskAndTakeNothingAsync(ConsoleHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", host.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Large} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nX-Test-Roles: read,payloads\r\n\r\n"));
        await Patience.UntilAsync(() => Task.FromResult(socket.Available > 0), "the beginning of the answer");
        return socket;
    }
}
