using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class ResultTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_result_of_an_ended_execution_is_answered_at_once_as_describe_answers_it()
    {
        await server.RunAsync("echo", "ended", "\"hi\"");

        Assert.Equal(
            await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/echo/ended", UriKind.Relative)),
            await GetAsync("echo/ended/result"));
    }

    [Fact]
    public async Task A_wait_ends_with_the_execution()
    {
        await server.StartAsync("sleep", "short", "5");

        var answer = await server.AdvanceUntilAsync(GetAsync("sleep/short/result?waitSeconds=60"), TimeSpan.FromSeconds(5));

        Assert.Equal("SUCCEEDED", StatusOf(answer));
        Assert.Contains("\"Result\":\"\\\"slept\\\"\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_is_bounded_and_then_answers_that_the_execution_is_running()
    {
        await server.StartAsync("sleep", "long", "36000");

        Assert.Equal("RUNNING", StatusOf(await server.AdvanceUntilAsync(GetAsync("sleep/long/result"), s_minute)));
        Assert.Equal("RUNNING", StatusOf(await server.AdvanceUntilAsync(GetAsync("sleep/long/result?WaitSeconds=3"), s_minute)));
    }

    [Fact]
    public async Task A_wait_of_no_seconds_only_looks()
    {
        await server.StartAsync("sleep", "look", "36000");

        Assert.Equal("RUNNING", StatusOf(await GetAsync("sleep/look/result?waitSeconds=0")));
    }

    [Theory]
    [InlineData("61", "Member must have value less than or equal to 60")]
    [InlineData("-1", "Member must have value greater than or equal to 0")]
    [InlineData("1.5", "Member must be an integer")]
    public async Task A_bad_wait_is_refused_by_its_parameter(string wait, string rule)
    {
        using var response = await SendAsync($"echo/any/result?waitSeconds={wait}");

        await WireAssert.ErrorAsync(
            response, 400, "ValidationException", $"1 validation error detected: Value '{wait}' at 'waitSeconds' failed to satisfy constraint: {rule}");
    }

    [Fact]
    public async Task There_is_no_waiting_for_an_execution_that_never_was()
    {
        using var response = await SendAsync("echo/never/result");

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException");
    }

    private static string StatusOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("Status").GetString()!;
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
