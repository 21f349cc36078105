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
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "same-origin, cross-site")]
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
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task Requests_of_its_own_pages_are_served(string header, string value)
    {
        using var response = await SendAsync(HttpMethod.Get, header, value);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_the_server_itself_is_of_the_same_site()
    {
        using var response = await SendAsync(HttpMethod.Get, "Origin", server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", "cross-site")]
    [InlineData("Origin", "http://127.0.0.1", "https://evil.example")]
    public async Task A_header_that_is_sent_twice_is_refused(string header, string first, string second)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/2025-12-01/durable-executions");
        request.Headers.TryAddWithoutValidation(header, [first, second]);
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("xn--localhost-")]
    [InlineData("xn--")]
    [InlineData("user@localhost")]
    [InlineData("localhost/x")]
    public async Task A_host_name_that_is_none_is_refused(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, "Host", host);

        Assert.InRange((int)response.StatusCode, 400, 403);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string header, string value)
    {
        using var request = new HttpRequestMessage(method, "/2025-12-01/durable-executions");
        request.Headers.TryAddWithoutValidation(header, value);
        return await server.Http.SendAsync(request);
    }
}
