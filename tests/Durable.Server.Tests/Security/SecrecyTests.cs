using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Security;

/// <summary>Whatever is logged, at every level, is free of what only callers may know.</summary>
public sealed class SecrecyTests
{
    private const string Executions = "/2025-12-01/durable-executions";
    private const string Callbacks = "/2025-12-01/durable-execution-callbacks";
    private const string Payload = "hunter2-payload";

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_callback_ids_nor_payloads_are_logged()
    {
        using var keys = new KeyFile();
        using var issuer = new TokenIssuer();
        using var log = new LogCapture();
        var key = keys.Add("ci", DurableHttpRoles.Admin);
        var token = issuer.Issue(DurableHttpRoles.Admin);
        var spoiled = $"{token[..^4]}AAAA";
        var content = issuer.Content(DurableHttpRoles.Admin);
        (content.NotBefore, content.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-1));
        var expired = issuer.Issue(content);
        var server = new ServerFixture(
            durable => durable.Services.AddSingleton<ILoggerProvider>(log), issuer.Access with { ApiKeysPath = keys.Path }, LogLevel.Trace);
        await server.InitializeAsync();
        string callback;
        try
        {
            foreach (var credential in (string[])[key, token, spoiled, expired, $"{key}x", key[..^2]])
            {
                await SendAsync(server, "GET", Executions, credential);
                await SendAsync(server, "GET", $"{Executions}?access_token={credential}", credential);
            }

            server.Http.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
            await server.RunAsync("echo", "said", $"\"{Payload}\"");
            await server.RunAsync("fail", "failed", $"\"{Payload}\"");
            await server.StartAsync("ask", "asked", $"\"{Payload}\"");
            using (await server.InvokeAsync("echo", $"{{\"{Payload}\":"))
            using (await server.InvokeAsync("sleep", $"\"{Payload}\""))
            {
                // Refused: one is no JSON, the other no number.
            }

            callback = await server.WhenCallbackAsync("ask", "asked");
            var escaped = Uri.EscapeDataString(callback);
            foreach (var path in (string[])
                [
                    $"{callback}/heartbeat", $"{escaped}/heartbeat", $"{escaped}/frobnicate", $"{escaped}x/heartbeat", escaped,
                    $"{escaped}/succeed", $"{escaped}/succeed",
                ])
            {
                await SendAsync(server, "POST", $"{Callbacks}/{path}", key, $"\"{Payload}\"");
                await SendAsync(server, "GET", $"{Callbacks}/{path}", key);
                await SendAsync(server, "POST", $"{Callbacks}/{path}", key[..^2]);
            }

            await SendAsync(server, "POST", $"{Executions}/{escaped}/stop", key);
            await SendAsync(server, "POST", $"{Executions}/ask/asked/stop", key, $"{{\"ErrorMessage\":\"{Payload}\"}}");
            await SendRawAsync(server, $"POST {Callbacks}/{callback}/succeed<> HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n");
            await SendRawAsync(server, $"GET /\u0001{callback} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await SendRawAsync(server, $"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization Bearer {key}\r\n\r\n");
        }
        finally
        {
            await server.DisposeAsync();
        }

        Assert.Contains(log.Entries, static entry => entry.StartsWith("Trace", StringComparison.Ordinal) || entry.StartsWith("Debug", StringComparison.Ordinal));
        Assert.Contains(log.Entries, static entry => entry.Contains("UnauthorizedException", StringComparison.Ordinal));
        foreach (var secret in (string[])
            [
                key, key[..^2], token, spoiled, expired, token.Split('.')[1], token.Split('.')[2],
                callback, Uri.EscapeDataString(callback), callback.TrimEnd('='), Payload,
            ])
        {
            // What went wrong with an execution is told to the operators of its host, message and all (docs/security.md); no payload is.
            Assert.DoesNotContain(
                log.Entries,
                entry => entry.Contains(secret, StringComparison.OrdinalIgnoreCase) && !(secret == Payload && TellsWhatWentWrong(entry)));
        }
    }

    private static bool TellsWhatWentWrong(string entry) =>
        entry.Contains(" OrleansDurable.Engine ", StringComparison.Ordinal)
        && (entry.Contains(" ended FAILED ", StringComparison.Ordinal) || entry.Contains(" ended STOPPED ", StringComparison.Ordinal));

    private static async Task SendAsync(ServerFixture server, string method, string path, string credential, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        request.Content = body is null ? null : new StringContent(body);
        using var response = await server.Http.SendAsync(request);
        await response.Content.ReadAsStringAsync();
    }

    private static async Task SendRawAsync(ServerFixture server, string request)
    {
        var endpoint = new Uri(server.Endpoint);
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync();
    }
}
