using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class LoopbackGuardTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8321")]
    [InlineData("192.168.1.10")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("0.0.0.0")]
    public async Task A_host_name_that_dns_could_point_here_is_refused(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, "Host", host);

        await WireAssert.ErrorAsync(
            response,
            403,
            "AccessDeniedException",
            $"The Host header '{host}' does not name the loopback interface. Ask http://127.0.0.1 or http://localhost with this port.");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8321")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:8321")]
    public async Task Names_of_the_loopback_interface_are_served(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, "Host", host);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost.evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Requests_of_other_sites_are_refused(string header, string value)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Options])
        {
            using var response = await SendAsync(method, header, value);
            await WireAssert.ErrorAsync(
                response,
                403,
                "AccessDeniedException",
                "Requests from web pages of other sites are refused, because this endpoint has no authentication.");
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "http://127.0.0.1:8321")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task Requests_of_this_machines_own_pages_are_served(string header, string value)
    {
        using var response = await SendAsync(HttpMethod.Get, header, value);

        Assert.Equal(200, (int)response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string header, string value)
    {
        using var request = new HttpRequestMessage(method, "/2025-12-01/durable-executions");
        request.Headers.TryAddWithoutValidation(header, value);
        return await server.Http.SendAsync(request);
    }
}
