using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class HistoryTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Every_event_is_there_in_the_wires_shape()
    {
        await server.RunAsync("echo", "all", "\"hi\"");

        Golden.Equal(
            """
            {"Events":[
            {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1768478400,"Id":"RUN","Name":"all","ExecutionStartedDetails":{"Input":{"Payload":"\"hi\"","Truncated":false},"ExecutionTimeout":31622400}},
            {"EventType":"StepStarted","EventId":2,"EventTimestamp":1768478400,"Id":"1","Name":"copy","SubType":"Step","StepStartedDetails":{}},
            {"EventType":"StepSucceeded","EventId":3,"EventTimestamp":1768478400,"Id":"1","Name":"copy","SubType":"Step","StepSucceededDetails":{"Result":{"Payload":"\"hi\"","Truncated":false},"RetryDetails":{"CurrentAttempt":1}}},
            {"EventType":"InvocationCompleted","EventId":4,"EventTimestamp":1768478400,"InvocationCompletedDetails":{"StartTimestamp":1768478400,"EndTimestamp":1768478400,"RequestId":"INVOCATION"}},
            {"EventType":"ExecutionSucceeded","EventId":5,"EventTimestamp":1768478400,"Id":"RUN","Name":"all","ExecutionSucceededDetails":{"Result":{"Payload":"\"hi\"","Truncated":false}}}
            ]}
            """,
            await GetAsync("echo/all/history"));
    }

    [Fact]
    public async Task Without_data_payloads_are_marked_truncated()
    {
        await server.RunAsync("echo", "no-data", "\"secret\"");

        var json = await GetAsync("echo/no-data/history?IncludeExecutionData=false");

        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.Contains("\"Result\":{\"Truncated\":true}", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_is_not_escaped_more_than_json_demands()
    {
        await server.RunAsync("echo", "escaping", "\"<ü> & 'x'\"");

        Assert.Contains("\"Input\":{\"Payload\":\"\\\"<ü> & 'x'\\\"\",", await GetAsync("echo/escaping/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_lead_through_the_whole_history_in_either_order()
    {
        await server.RunAsync("echo", "paged", "\"hi\"");

        Assert.Equal([1, 2, 3, 4, 5], await ReadPagesAsync("echo/paged/history?MaxItems=2"));
        Assert.Equal([5, 4, 3, 2, 1], await ReadPagesAsync("echo/paged/history?MaxItems=2&ReverseOrder=true"));
    }

    [Theory]
    [InlineData("MaxItems=1001", "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000")]
    [InlineData("MaxItems=-1", "1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0")]
    [InlineData("MaxItems=ten", "1 validation error detected: Value 'ten' at 'maxItems' failed to satisfy constraint: Member must be an integer")]
    [InlineData("MaxItems=1&MaxItems=2", "1 validation error detected: Value '1,2' at 'maxItems' failed to satisfy constraint: Member must be given once")]
    [InlineData("ReverseOrder=1", "1 validation error detected: Value '1' at 'reverseOrder' failed to satisfy constraint: Member must be true or false")]
    public async Task A_bad_parameter_is_refused_by_its_name(string query, string message)
    {
        using var response = await SendAsync($"echo/any/history?{query}");

        await WireAssert.ErrorAsync(response, 400, "ValidationException", message);
    }

    [Fact]
    public async Task A_marker_that_was_not_handed_out_is_refused()
    {
        await server.RunAsync("echo", "marker", "\"hi\"");

        using var response = await SendAsync("echo/marker/history?Marker=xyz");

        Assert.StartsWith("Invalid Marker", await WireAssert.ErrorAsync(response, 400, "InvalidParameterValueException"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_mean_nothing_or_are_empty_are_ignored()
    {
        await server.RunAsync("echo", "ignored", "\"hi\"");

        Assert.Equal(await GetAsync("echo/ignored/history"), await GetAsync("echo/ignored/history?MaxItems=0&Marker=&Colour=red"));
    }

    [Fact]
    public async Task The_history_of_no_execution_is_not_found()
    {
        using var response = await SendAsync("echo/never/history");

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException", "Durable Execution does not exist: 'echo/never'.");
    }

    private async Task<List<int>> ReadPagesAsync(string path)
    {
        var ids = new List<int>();
        string? marker = null;
        do
        {
            using var page = JsonDocument.Parse(await GetAsync(marker is null ? path : $"{path}&Marker={Uri.EscapeDataString(marker)}"));
            ids.AddRange(page.RootElement.GetProperty("Events").EnumerateArray().Select(static one => one.GetProperty("EventId").GetInt32()));
            marker = page.RootElement.TryGetProperty("NextMarker", out var next) ? next.GetString() : null;
        }
        while (marker is not null);

        return ids;
    }

    private async Task<string> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> SendAsync(string path) =>
        server.Http.GetAsync(new Uri($"/2025-12-01/durable-executions/{path}", UriKind.Relative));
}
