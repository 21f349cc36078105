using System.Net;
using Durable.Model;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;

namespace Durable.WebConsole.Tests.Http;

/// <summary>What can be done in the console, by whom, and from where.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string Operator = "read,operate,callback,payloads";

    private ConsoleHost _host = null!;

    [Fact]
    public async Task An_execution_is_started_and_shown()
    {
        using var answer = await _host.PostAsync(
            "/console/functions/greet/start", Operator, new() { ["input"] = "\"Ada\"", ["name"] = "ada", ["key"] = "k", ["tags"] = "a=1\nb = 2" });

        Assert.Equal((HttpStatusCode.SeeOther, "/console/executions/greet/ada?done=started"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        var ended = await _host.Client.WaitForCompletionAsync(new ExecutionId("greet", "ada"));
        Assert.Equal(("\"Hello, Ada!\"", "k", "2"), (ended.Result, ended.BusinessKey, ended.Tags["b"]));
    }

    [Theory]
    [InlineData("not a name")]
    [InlineData("../..")]
    public async Task What_cannot_be_started_is_told_on_the_page(string name)
    {
        using var answer = await _host.PostAsync("/console/functions/greet/start", Operator, new() { ["input"] = "\"Ada\"", ["name"] = name });
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("is not valid", page, StringComparison.Ordinal);
        Assert.Contains("Start the execution", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_is_stopped_with_a_reason()
    {
        await _host.Client.StartAsync("approve", "x", new StartOptions { Name = "s" });

        using var answer = await _host.PostAsync("/console/executions/approve/s/stop", Operator, new() { ["reason"] = "not needed" });

        Assert.Equal("/console/executions/approve/s?done=stopped", answer.Headers.Location?.ToString());
        var stopped = await _host.Client.DescribeAsync(new ExecutionId("approve", "s"));
        Assert.Equal((ExecutionStatus.Stopped, "not needed"), (stopped.Status, stopped.Error?.ErrorMessage));
    }

    [Fact]
    public async Task Resuming_what_is_not_there_is_told()
    {
        using var answer = await _host.PostAsync("/console/executions/approve/nobody/resume", Operator, []);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_callback_is_completed_once()
    {
        var execution = await _host.Client.StartAsync("approve", "x", new StartOptions { Name = "c" });
        var id = "";
        await Patience.UntilAsync(
            async () => (id = (await execution.GetHistoryAsync()).Events.FirstOrDefault(static one => one.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId ?? "") != "");

        using var heartbeat = await _host.PostAsync("/console/callbacks/complete", "callback", new() { ["id"] = id, ["action"] = "heartbeat" });
        using var answer = await _host.PostAsync("/console/callbacks/complete", "callback", new() { ["id"] = id, ["action"] = "succeeded", ["result"] = "\"yes\"" });
        using var again = await _host.PostAsync("/console/callbacks/complete", "callback", new() { ["id"] = id, ["action"] = "failed", ["reason"] = "no" });

        Assert.Equal("/console/callbacks?done=succeeded", answer.Headers.Location?.ToString());
        Assert.Equal("\"yes\"", (await execution.WaitForCompletionAsync()).Result);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("/console/functions/greet/start", "read,callback,payloads")]
    [InlineData("/console/executions/approve/s/stop", "read,callback,payloads")]
    [InlineData("/console/executions/approve/s/resume", "read")]
    [InlineData("/console/callbacks/complete", "read,operate")]
    public async Task Nothing_is_done_without_the_right(string path, string roles)
    {
        using var answer = await _host.PostAsync(path, roles, new() { ["name"] = "never", ["id"] = "x", ["action"] = "succeeded" });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "said")]
    public async Task A_form_of_another_site_does_nothing(string header, string value)
    {
        using var answer = await _host.PostAsync("/console/functions/greet/start", Operator, new() { ["input"] = "\"Ada\"", ["name"] = "forged" }, (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => _host.Client.DescribeAsync(new ExecutionId("greet", "forged")));
    }

    [Fact]
    public async Task A_notice_is_one_of_our_own()
    {
        using var answer = await _host.GetAsync("/console?done=Call+this+number", Operator);

        Assert.DoesNotContain("Call this number", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => _host = await ConsoleHost.StartGuardedAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();
}
