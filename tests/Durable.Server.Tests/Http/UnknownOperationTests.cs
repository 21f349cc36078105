using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class UnknownOperationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/2015-03-31/functions")]
    [InlineData("GET", "/2025-12-01/durable-executions/echo/x/colour")]
    [InlineData("POST", "/2025-12-01/durable-executions/echo/x/checkpoint")]
    public async Task A_path_that_leads_nowhere_is_an_unknown_operation(string method, string path)
    {
        using var response = await SendAsync(method, path);

        await WireAssert.ErrorAsync(response, 404, "UnknownOperationException", $"Unknown operation: there is no {method} {path}.");
    }

    [Theory]
    [InlineData("DELETE", "/2025-12-01/durable-executions/echo/x", "GET")]
    [InlineData("GET", "/2025-12-01/durable-executions/echo/x/stop", "POST")]
    [InlineData("GET", "/2015-03-31/functions/echo/invocations", "POST")]
    public async Task A_method_that_a_path_does_not_take_is_an_unknown_operation(string method, string path, string allowed)
    {
        using var response = await SendAsync(method, path);

        await WireAssert.ErrorAsync(response, 405, "UnknownOperationException", $"Unknown operation: {path} does not take {method}, only {allowed}.");
    }

    [Theory]
    [InlineData("/2025-12-01/durable%2Dexecutions/~")]
    [InlineData("/2025%2D12-01/durable-executions/echo/none/history")]
    [InlineData("/2025-12-01/durable%2Dexecutions/~/history")]
    [InlineData("/2025-12-01/durable-executions//")]
    public async Task A_path_that_escapes_its_letters_is_no_failure_of_the_server(string path)
    {
        using var response = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(
            $"{server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })));

        Assert.InRange((int)response.StatusCode, 400, 404);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/2025-12-01/durable-executions")]
    [InlineData("/2025-12-01/durable-executions/echo/none")]
    [InlineData("/health/ready")]
    public async Task No_answer_may_be_kept_or_taken_for_something_else(string path)
    {
        using var response = await SendAsync("GET", path);

        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await server.Http.SendAsync(request);
    }
}
