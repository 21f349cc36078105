using System.Net;
using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class EndpointTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_option_is_stronger_than_the_environment() =>
        (await new Cli("http://127.0.0.1:1").RunAsync("list", "--endpoint", server.Endpoint)).Succeeded();

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable() => (await new Cli("http://127.0.0.1:1").RunAsync("list")).FailedWith(
        5,
        "durable: Cannot reach the server at http://127.0.0.1:1: Connection refused. Start it (dotnet run --project silo -c Release), or name another with --endpoint or DURABLE_ENDPOINT.");

    [Theory]
    [InlineData("localhost:8321")]
    [InlineData("ftp://localhost")]
    [InlineData("here")]
    public async Task What_is_no_address_is_refused(string endpoint) => (await new Cli(endpoint).RunAsync("list")).FailedWith(
        2,
        $"durable: The endpoint '{endpoint}' is not an http or https address such as http://127.0.0.1:8321: correct --endpoint or DURABLE_ENDPOINT.\nSee: durable list --help");

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<html/>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<html/>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}")]
    public async Task Something_else_that_listens_there_is_told_from_a_server(string response)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, response);
        var endpoint = $"http://{listener.LocalEndpoint}";

        (await new Cli(endpoint).RunAsync("list")).FailedWith(
            7, $"durable: What listens at {endpoint} does not answer like an OrleansDurable server. Name the right address with --endpoint or DURABLE_ENDPOINT.");
        await answering;
    }

    [Fact]
    public async Task A_server_that_fails_is_told_from_a_bad_command()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 18\r\nConnection: close\r\n\r\n{\"message\":\"full\"}");
        var endpoint = $"http://{listener.LocalEndpoint}";

        (await new Cli(endpoint).RunAsync("list")).FailedWith(7, $"durable: The server at {endpoint} answered 429: full");
        await answering;
    }

    private static async Task AnswerAsync(TcpListener listener, string response)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
    }
}
