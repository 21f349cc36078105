using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Business keys and tags, over HTTP and on the command line.</summary>
public sealed class LabelTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task What_was_started_with_labels_shows_them_and_is_found_by_them()
    {
        (await _cli.RunAsync("start", "echo", "--name", "one", "--input", "\"hi\"", "--business-key", "order 7 & 8", "--tag", "customer=Ada = B", "--tag", "empty=")).Succeeded();
        (await _cli.RunAsync("start", "echo", "--name", "two", "--input", "\"hi\"", "--business-key", "order 9", "--tag", "customer=Ada = B")).Succeeded();
        (await _cli.RunAsync("start", "echo", "--name", "three", "--input", "\"hi\"")).Succeeded();

        var described = (await _cli.RunAsync("describe", "echo/one")).Succeeded();
        Assert.Contains("Business key\torder 7 & 8\nTags\tcustomer=Ada = B, empty=\n", described, StringComparison.Ordinal);
        var json = (await _cli.RunAsync("describe", "echo/one", "--json")).Succeeded();
        Assert.Contains("\"BusinessKey\":\"order 7 & 8\",\"Tags\":{\"customer\":\"Ada = B\",\"empty\":\"\"}", json, StringComparison.Ordinal);
        Assert.Equal(["echo/one"], await ListAsync("--business-key", "order 7 & 8"));
        Assert.Equal(["echo/one", "echo/two"], await ListAsync("--tag", "customer=Ada = B"));
        Assert.Equal(["echo/one"], await ListAsync("--function", "echo", "--tag", "customer=Ada = B", "--tag", "empty="));
        Assert.Empty(await ListAsync("--business-key", "order 7 & 8", "--tag", "empty=not"));
        var table = (await _cli.RunAsync("list", "--business-key", "order 9")).Succeeded().Split('\n');
        Assert.EndsWith("\tBUSINESS KEY\tTAGS", table[0], StringComparison.Ordinal);
        Assert.EndsWith("\torder 9\tcustomer=Ada = B", table[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tag", "nothing", "use key=value")]
    [InlineData("--tag", "a b=c", "The tag key 'a b' is not valid")]
    [InlineData("--business-key", "a\tb", "control characters")]
    public async Task What_is_no_label_is_refused(string option, string value, string problem)
    {
        var run = await _cli.RunAsync("start", "echo", "--input", "\"hi\"", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tag=nothing", "400")]
    [InlineData("Tag=a%20b%3Dc", "The tag key 'a b' is not valid")]
    [InlineData("Tag=a%3Db&Tag=a%3Dc", "each key must be given once")]
    public async Task The_server_refuses_it_too(string query, string problem)
    {
        using var response = await server.Http.PostAsync(
            new Uri($"/2015-03-31/functions/echo/invocations?{query}", UriKind.Relative), new StringContent("\"hi\""));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(problem, $"400 {await response.Content.ReadAsStringAsync()}", StringComparison.Ordinal);
    }

    private async Task<string[]> ListAsync(params string[] args) =>
        [.. (await _cli.RunAsync(["list", .. args])).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split('\t')[0]).Order()];
}
