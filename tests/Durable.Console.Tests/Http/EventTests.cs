using System.Net;
using Durable.Model;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;

namespace Durable.WebConsole.Tests.Http;

/// <summary>Changes of an execution, as a browser is told of them.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task Each_change_is_told_until_the_end()
    {
        await using var host = await ConsoleHost.StartAsync();
        var execution = await host.Client.StartAsync("approve", "x", new StartOptions { Name = "e" });
        var callbackId = "";
        await Patience.UntilAsync(
            async () => (callbackId = (await execution.GetHistoryAsync()).Events.FirstOrDefault(static one => one.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId ?? "") != "");
        using var answer = await host.Http.GetAsync("/console/executions/approve/e/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("event: state", await reader.ReadLineAsync().OrFail());
        await host.Client.SendCallbackSuccessAsync(callbackId, "hunter2");
        var rest = await reader.ReadToEndAsync().OrFail();

        Assert.Contains("data: Succeeded\n", rest, StringComparison.Ordinal);
        Assert.EndsWith("event: end\ndata: end\n\n", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_watched()
    {
        await using var host = await ConsoleHost.StartAsync();

        using var answer = await host.Http.GetAsync("/console/executions/approve/nobody/events");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_no_viewer()
    {
        var host = await ConsoleHost.StartAsync();
        await host.Client.StartAsync("approve", "x", new StartOptions { Name = "e" });
        using var answer = await host.Http.GetAsync("/console/executions/approve/e/events", HttpCompletionOption.ResponseHeadersRead);

        await host.DisposeAsync().AsTask().OrFail();
    }
}
