using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class StopTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_running_execution_ends_stopped_for_the_reason_that_was_given()
    {
        await server.StartAsync("sleep", "running", "3600");

        using var response = await StopAsync("sleep/running", """{"ErrorMessage":"no longer needed","ErrorType":"Cancelled","Colour":"red"}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("""{"StopTimestamp":1768478400}""", await response.Content.ReadAsStringAsync());
        var described = await DescribeAsync("sleep/running");
        Assert.Contains("\"Status\":\"STOPPED\"", described, StringComparison.Ordinal);
        Assert.Contains("\"Error\":{\"ErrorMessage\":\"no longer needed\",\"ErrorType\":\"Cancelled\"}", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_needs_no_reason()
    {
        var arn = await server.StartAsync("sleep", "no-reason", "3600");

        using var response = await StopAsync(Uri.EscapeDataString(arn), null);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("\"Status\":\"STOPPED\"", await DescribeAsync("sleep/no-reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_an_ended_execution_changes_nothing_and_tells_when_it_ended()
    {
        await server.RunAsync("echo", "ended", "\"hi\"");
        var before = await DescribeAsync("echo/ended");
        using var ended = JsonDocument.Parse(before);

        using var response = await StopAsync("echo/ended", """{"ErrorMessage":"too late"}""");

        Assert.Equal($"{{\"StopTimestamp\":{ended.RootElement.GetProperty("EndTimestamp").GetRawText()}}}", await response.Content.ReadAsStringAsync());
        Assert.Equal(before, await DescribeAsync("echo/ended"));
    }

    [Fact]
    public async Task An_execution_that_never_was_cannot_be_stopped()
    {
        using var response = await StopAsync("echo/never", null);

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException", "Durable Execution does not exist: 'echo/never'.");
    }

    [Fact]
    public async Task Another_run_of_the_same_name_is_not_stopped()
    {
        var arn = await server.StartAsync("sleep", "other-run", "3600");

        using var response = await StopAsync($"{arn[..arn.LastIndexOf('/')]}/{Guid.Empty}", null);

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException");
        Assert.Contains("\"Status\":\"RUNNING\"", await DescribeAsync("sleep/other-run"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop it")]
    [InlineData("[]")]
    [InlineData("""{"ErrorMessage":5}""")]
    public async Task A_reason_that_is_no_error_object_is_refused(string body)
    {
        using var response = await StopAsync("echo/any", body);

        Assert.StartsWith(
            "The body must be an error object such as {\"ErrorMessage\":\"no longer needed\"}, or empty: ",
            await WireAssert.ErrorAsync(response, 400, "SerializationException"),
            StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> StopAsync(string execution, string? body)
    {
        using var content = body is null ? null : new StringContent(body);
        return await server.Http.PostAsync(new Uri($"/2025-12-01/durable-executions/{execution}/stop", UriKind.Relative), content);
    }

    private Task<string> DescribeAsync(string execution) =>
        server.Http.GetStringAsync(new Uri($"/2025-12-01/durable-executions/{execution}", UriKind.Relative));
}
