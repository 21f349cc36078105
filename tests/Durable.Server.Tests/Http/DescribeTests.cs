using System.Text.Json;
using Durable.Server.Tests.CommandLine;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class DescribeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_finished_execution_shows_input_result_configuration_and_cost()
    {
        await server.RunAsync("echo", "done", "\"hi\"");

        Golden.Equal(
            """
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/done/RUN",
            "DurableExecutionName":"done",
            "FunctionArn":"arn:durable:lambda:local:000000000000:function:echo:$LATEST",
            "Version":"$LATEST",
            "Status":"SUCCEEDED",
            "StartTimestamp":1768478400,
            "EndTimestamp":1768478400,
            "InputPayload":"\"hi\"",
            "Result":"\"hi\"",
            "ExecutionDataIncluded":true,
            "DurableConfig":{"ExecutionTimeout":31622400,"RetentionPeriodInDays":14},
            "Usage":{"Operations":1,"Checkpoints":2,"LogBytes":LOG}}
            """,
            await GetAsync("echo/done"));
    }

    [Fact]
    public async Task The_arn_of_an_invoke_leads_to_the_invoked_execution()
    {
        await server.RunAsync("invoke", "invoking", "\"hi\"");
        var history = await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/invoke/invoking/history", UriKind.Relative));
        var details = JsonDocument.Parse(history).RootElement.GetProperty("Events").EnumerateArray()
            .Single(static item => item.GetProperty("EventType").GetString() == "ChainedInvokeStarted").GetProperty("ChainedInvokeStartedDetails");
        var arn = details.GetProperty("DurableExecutionArn").GetString()!;

        Assert.Equal("7", details.GetProperty("ExecutedVersion").GetString());
        Assert.Contains(":function:versioned:7/durable-execution/", arn, StringComparison.Ordinal);
        Assert.Contains($"\"DurableExecutionArn\":\"{arn}\"", await GetAsync(Uri.EscapeDataString(arn)), StringComparison.Ordinal);

        // As it stands in histories that were recorded before the version was.
        var latest = arn.Replace(":7/", ":$LATEST/", StringComparison.Ordinal);
        Assert.Contains($"\"DurableExecutionArn\":\"{arn}\"", await GetAsync(Uri.EscapeDataString(latest)), StringComparison.Ordinal);
        (await new Cli(server).RunAsync("describe", arn)).Succeeded();
        (await new Cli(server).RunAsync("describe", latest)).Succeeded();
    }

    [Fact]
    public async Task A_running_execution_has_neither_end_nor_result()
    {
        await server.StartAsync("sleep", "running", "3600");

        var json = await GetAsync("sleep/running");

        Assert.Contains("\"Status\":\"RUNNING\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("EndTimestamp", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Result\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Error\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_execution_shows_its_error()
    {
        await server.RunAsync("fail", "failed", "\"it's broken\"");

        var json = await GetAsync("fail/failed");

        Assert.Contains("\"Status\":\"FAILED\"", json, StringComparison.Ordinal);
        Assert.Contains("\"Error\":{\"ErrorMessage\":\"it's broken\",\"ErrorType\":\"System.InvalidOperationException\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_data_input_and_result_are_left_out()
    {
        await server.RunAsync("echo", "no-data", "\"secret\"");

        var json = await GetAsync("echo/no-data?IncludeExecutionData=false");

        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.Contains("\"ExecutionDataIncluded\":false", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_arn_is_taken_escaped_and_unescaped()
    {
        var arn = await server.RunAsync("echo", "by-arn", "\"hi\"");

        var escaped = await GetAsync(Uri.EscapeDataString(arn));

        Assert.Contains($"\"DurableExecutionArn\":\"{arn}\"", escaped, StringComparison.Ordinal);
        Assert.Equal(escaped, await GetAsync(arn));
        Assert.Equal(escaped, await GetAsync("echo%2Fby-arn"));
        Assert.Equal(escaped, await GetAsync("echo/by-arn"));
    }

    [Fact]
    public async Task An_execution_that_never_was_is_not_found()
    {
        using var response = await SendAsync("echo/never");

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException", "Durable Execution does not exist: 'echo/never'.");
    }

    [Fact]
    public async Task Another_run_of_the_same_name_is_not_found_by_its_arn()
    {
        var arn = await server.RunAsync("echo", "run", "\"hi\"");
        var other = $"{arn[..arn.LastIndexOf('/')]}/{Guid.Empty}";

        foreach (var action in (string[])["", "/history", "/result"])
        {
            using var response = await SendAsync($"{other}{action}");
            await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException");
        }
    }

    [Theory]
    [InlineData("order-42")]
    [InlineData("a%20b")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:echo:1/durable-execution/x")]
    [InlineData("arn:aws:s3:::bucket/key")]
    public async Task What_names_no_execution_is_refused_by_its_parameter(string text)
    {
        using var response = await SendAsync(text);

        await WireAssert.ErrorAsync(
            response,
            400,
            "ValidationException",
            $"1 validation error detected: Value '{Uri.UnescapeDataString(text)}' at 'durableExecutionArn' failed to satisfy constraint: Member must be the ARN of an execution, or function/name");
    }

    [Fact]
    public async Task A_bad_boolean_is_refused_by_its_parameter()
    {
        using var response = await SendAsync("echo/any?IncludeExecutionData=yes");

        await WireAssert.ErrorAsync(
            response,
            400,
            "ValidationException",
            "1 validation error detected: Value 'yes' at 'includeExecutionData' failed to satisfy constraint: Member must be true or false");
    }

    private async Task<string> GetAsync(string execution)
    {
        using var response = await SendAsync(execution);
        Assert.Equal(200, (int)response.StatusCode);
        return LogBytes.Hide(await response.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> SendAsync(string execution) =>
        server.Http.GetAsync(new Uri($"/2025-12-01/durable-executions/{execution}", UriKind.Relative));
}
