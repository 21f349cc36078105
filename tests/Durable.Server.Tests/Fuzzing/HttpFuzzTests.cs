using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Durable.Server.Tests.Testing;
using Durable.Testing.Fuzzing;

namespace Durable.Server.Tests.Fuzzing;

/// <summary>Requests as somebody might send them who knows HTTP and wishes the server no good. Each is sent byte for byte.</summary>
public sealed class HttpFuzzTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Cases = 2_000;
    private const int NoAnswer = 0;
    private const int OtherVersion = 505;
    private const string Executions = "/2025-12-01/durable-executions";
    private const string Arn = "arn%3Adurable%3Alambda%3Alocal%3A000000000000%3Afunction%3Aecho%3A%24LATEST%2Fdurable-execution%2Ffuzzed%2F9f0c";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private static readonly string[] s_starts =
    [
        Post("/2015-03-31/functions/echo/invocations?Qualifier=%24LATEST&BusinessKey=b&Tag=team%3Dblue", "\"text\"", "X-Amz-Invocation-Type: Event\r\n"),
        Post("/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:echo/invocations", "{\"a\":[1,2,{\"b\":null}]}", "X-Amz-Durable-Execution-Name: fuzzed-1\r\nX-Amz-Invocation-Type: Event\r\n"),
    ];

    private static readonly string[] s_others =
    [
        Get($"{Executions}?Statuses=RUNNING&Statuses=FAILED&StartedAfter=2026-01-01T00:00:00Z&StartedBefore=1795348800.5&MaxItems=10&Marker=1795348800000.9f0c&ReverseOrder=true"),
        Get("/2025-12-01/functions/echo:%24LATEST/durable-executions?DurableExecutionName=fuzzed&Tag=team%3Dblue&BusinessKey=b"),
        Get("/2025-12-01/functions/echo/usage?MaxItems=5"),
        Get($"{Executions}/echo/fuzzed?IncludeExecutionData=false"),
        Get($"{Executions}/{Arn}/history?MaxItems=1&Marker=1.2&ReverseOrder=true&IncludeExecutionData=true"),
        Get($"{Executions}/echo%2Ffuzzed/result?waitSeconds=0"),
        Post($"{Executions}/{Arn}/stop", "{\"ErrorMessage\":\"m\",\"ErrorType\":\"T\",\"ErrorData\":\"{}\",\"StackTrace\":[\"at a\"]}"),
        Post($"{Executions}/echo/fuzzed/resume", ""),
        Post("/2025-12-01/durable-execution-callbacks/MS9mL24vMS9a/succeed", "\"yes\""),
        Post("/2025-12-01/durable-execution-callbacks/MS9mL24vMS9a/fail", "{\"ErrorMessage\":\"m\"}"),
        Post("/2025-12-01/durable-execution-callbacks/MS9mL24vMS9a/heartbeat", ""),
    ];

    [Fact]
    public async Task Whatever_is_asked_is_answered_in_the_form_of_the_wire_and_is_never_the_servers_fault()
    {
        await server.RunAsync("echo", "fuzzed", "\"text\"");
        await Fuzz.RunAsync(Cases, Bytes(s_others), async request =>
        {
            var before = await StoredAsync();

            var (status, body) = await SendAsync(request);

            AssertWire(status, body);
            Assert.Equal(before, await StoredAsync());
        });
    }

    [Fact]
    public Task What_is_refused_has_started_nothing() => Fuzz.RunAsync(Cases, Bytes(s_starts), async request =>
    {
        var before = await StoredAsync();

        var (status, body) = await SendAsync(request);

        AssertWire(status, body);
        if (status >= 400)
        {
            Assert.Equal(before, await StoredAsync());
        }
    });

    private static string Get(string target) => $"GET {target} HTTP/1.1\r\nHost: localhost\r\n";

    private static string Post(string target, string body, string headers = "") => $"POST {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}";

    private static byte[][] Bytes(string[] requests) => [.. requests.Select(Encoding.UTF8.GetBytes)];

    // Kestrel refuses by itself, and without a body, what is no HTTP at all or of another version.
    private static void AssertWire(int status, string body)
    {
        Assert.True(status is NoAnswer or (>= 200 and <= 499) or OtherVersion, $"The answer is {status} {body}");
        if (status >= 400 && body.Length > 0)
        {
            using var error = JsonDocument.Parse(body);
            Assert.NotEmpty(error.RootElement.GetProperty("message").GetString()!);
        }
    }

    /// <summary>All that is stored, by name and version.</summary>
    private async Task<string> StoredAsync()
    {
        var text = new StringBuilder();
        var query = new ExecutionQuery { PageSize = ExecutionQuery.MaxPageSize, Statuses = [ExecutionStatus.Running, ExecutionStatus.Succeeded, ExecutionStatus.Stopped] };
        foreach (var head in (await server.Store.ListAsync(query)).Heads)
        {
            text.AppendLine($"{head.Id} {(head.Status == ExecutionStatus.Stopped ? "stopped" : head.RunId)}");
        }

        return text.ToString();
    }

    // The body's length is added, so that the server does not wait for more; a mutated head may ask for it all the same.
    private async Task<(int Status, string Body)> SendAsync(byte[] request)
    {
        var split = request.AsSpan().IndexOf("\r\n\r\n"u8);
        byte[] head = split < 0 ? request : request[..(split + 2)];
        byte[] body = split < 0 ? [] : request[(split + 4)..];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Endpoint).Port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync((byte[])[.. head, .. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body]);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(await ReadAsync(reader));
    }

    // The server may hang up on what is no HTTP, or wait for more of it.
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        try
        {
            return await reader.ReadToEndAsync(patience.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return "";
        }
    }

    private static (int Status, string Body) Parse(string response)
    {
        if (!response.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return (NoAnswer, "");
        }

        var head = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = response[(head + 4)..];
        return (int.Parse(response.AsSpan(9, 3)), response.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? Unchunk(body) : body);
    }

    private static string Unchunk(string body)
    {
        var end = body.IndexOf("\r\n", StringComparison.Ordinal);
        var text = new StringBuilder();
        var bytes = Encoding.UTF8.GetBytes(body).AsSpan();
        while (end > 0 && Convert.ToInt32(Encoding.ASCII.GetString(bytes[..end]), 16) is > 0 and var length)
        {
            text.Append(Encoding.UTF8.GetString(bytes.Slice(end + 2, length)));
            bytes = bytes[(end + 2 + length + 2)..];
            end = bytes.IndexOf("\r\n"u8);
        }

        return text.ToString();
    }
}
