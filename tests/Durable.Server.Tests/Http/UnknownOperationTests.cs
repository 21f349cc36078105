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

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await server.Http.SendAsync(request);
    }
}
