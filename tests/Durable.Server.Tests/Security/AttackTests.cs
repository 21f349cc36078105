using System.Net.Sockets;
using System.Text;

namespace Durable.Server.Tests.Security;

/// <summary>Ways around the front door.</summary>
public sealed class AttackTests(SecuredServer secured) : IClassFixture<SecuredServer>
{
    private const string Executions = "/2025-12-01/durable-executions";

    public static TheoryData<string> Targets() =>
    [
        "/",
        "/admin",
        "/health",
        "/health/live/",
        "/health/live/../ready/x",
        "/HEALTH/LIVE/..%2f..%2f2025-12-01/usage",
        "/health/live%2f..%2f..%2f2025-12-01%2fdurable-executions",
        "/health/live/../../2025-12-01/durable-executions",
        "//2025-12-01/durable-executions",
        "/2025-12-01//durable-executions",
        "/./2025-12-01/durable-executions",
        "/%32025-12-01/durable-executions",
        "/2025-12-01%2fdurable-executions",
        "/2025-12-01/DURABLE-EXECUTIONS",
        "/2025-12-01/durable-executions/",
        "/2025-12-01/durable-executions/~",
        "/2025-12-01/durable-executions/~/result",
        "/2025-12-01/durable-executions/echo%2fseen",
        "/2025-12-01/durable-executions/echo%2fseen/history",
        "/2025-12-01/durable-executions/echo%2fseen%2fhistory",
        "/2025-12-01/durable-executions/echo/seen/result?waitSeconds=0",
        "/2025-12-01/durable-executions/..%2f..%2fhealth%2flive",
        "/2025-12-01/durable-executions/../../health/livex",
        "/2025-12-01/durable-executions/echo/seen#/health/live",
        "/2025-12-01/durable-executions/echo/seen?/health/live",
        "/2025-12-01/durable-executions/echo/seen;/health/live",
        "/2025-12-01/durable-executions/%00",
        "http://localhost/2025-12-01/durable-executions/echo/seen",
        "http://evil.example/2025-12-01/durable-executions/echo/seen",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task No_spelling_of_a_path_gets_around_the_key(string target)
    {
        await secured.StartAsync("echo", "seen", "\"hunter2\"");
        foreach (var method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get"])
        {
            var answer = await SendRawAsync($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

            // As nothing can be done, so nothing can be found out: neither which paths there are nor which verbs they take.
            var status = int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3));
            Assert.True(status is 401 or 400 || (target == "/health/live/" && method is "GET" or "get" or "HEAD"), $"{method} {target} answered {status}.");
            Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Allow:", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("X-Http-Method-Override: GET")]
    [InlineData("X-Original-URL: /health/live")]
    [InlineData("X-Rewrite-URL: /health/live")]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Forwarded-Host: localhost")]
    [InlineData("Forwarded: for=127.0.0.1;host=localhost")]
    [InlineData("X-Api-Key: durable_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Cookie: Authorization=Bearer")]
    [InlineData("Proxy-Authorization: Bearer durable_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task No_other_header_lets_in(string header)
    {
        var answer = await SendRawAsync($"GET {Executions} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task To_a_known_caller_a_verb_that_an_operation_does_not_take_is_refused(string method)
    {
        using var response = await secured.SendAsync(new HttpMethod(method), Executions, $"Bearer {secured.AllKeys[DurableHttpRoles.Viewer]}");

        Assert.Equal(405, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_web_page_is_not_told_that_it_may_send_keys()
    {
        var answer = await SendRawAsync(
            $"OPTIONS {Executions} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n"
            + "Access-Control-Request-Headers: authorization\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_is_not_known_sends_no_body_that_is_read()
    {
        var answer = await SendRawAsync(
            "POST /2015-03-31/functions/echo/invocations HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 6000000\r\nConnection: close\r\n\r\n",
            static reader => reader.ReadLineAsync());

        // And not 100, which would invite it.
        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_far_too_long_is_refused_before_anything_is_made_of_it()
    {
        var answer = await SendRawAsync(
            $"GET {Executions} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {new string('a', 40_000)}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    private async Task<string?> SendRawAsync(string request, Func<StreamReader, Task<string?>> read)
    {
        var endpoint = new Uri(secured.Server.Endpoint);
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await read(reader);
    }

    private async Task<string> SendRawAsync(string request) => (await SendRawAsync(request, static async reader => await reader.ReadToEndAsync()))!;
}
