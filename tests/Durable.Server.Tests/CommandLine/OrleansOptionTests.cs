namespace Durable.Server.Tests.CommandLine;

/// <summary>What <c>--orleans</c> takes; what it does is tested on a cluster.</summary>
public sealed class OrleansOptionTests
{
    private readonly Cli _cli = new(endpoint: null);

    [Theory]
    [InlineData("localhost")]
    [InlineData("http://localhost:30000")]
    [InlineData(":30000")]
    [InlineData("localhost:30000/path")]
    public async Task What_is_no_gateway_is_refused(string gateway) => (await _cli.RunAsync("list", "--orleans", gateway)).FailedWith(
        2, $"durable: The gateway '{gateway}' is not host:port, such as 127.0.0.1:30000: correct --orleans or DURABLE_ORLEANS.\nSee: durable list --help");

    [Fact]
    public async Task A_server_and_a_cluster_cannot_both_be_asked() =>
        (await _cli.RunAsync("list", "--endpoint", "http://127.0.0.1:1", "--orleans", "127.0.0.1:1")).FailedWith(
            2, "durable: --endpoint and --orleans exclude each other: leave one out.");
}
