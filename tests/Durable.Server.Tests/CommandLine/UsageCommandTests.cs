using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class UsageCommandTests : IAsyncLifetime
{
    private readonly ServerFixture _server = new();

    // Three, one a minute from noon on: echo/a, fail/b, echo/c.
    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await _server.RunAsync("echo", "a", "\"\"");
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        await _server.RunAsync("fail", "b", "\"\"");
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        await _server.RunAsync("echo", "c", "\"\"");
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Sums_are_tab_separated_for_other_programs_with_all_of_them_last() => Assert.Equal(
        """
        FUNCTION	EXECUTIONS	CHECKPOINTS	REQUESTS	WRITE UNITS	INDEX UNITS	READ UNITS	BYTES WRITTEN	BYTES READ
        echo	2	4						
        fail	1	2						
        (all)	3	6						

        """,
        (await new Cli(_server).RunAsync("usage")).Succeeded());

    [Theory]
    [InlineData("echo 2", "echo")]
    [InlineData("echo 1", "echo", "--after", "2026-01-15T12:01:00Z")]
    [InlineData("echo 1", "--before", "2026-01-15T12:01:00Z")]
    [InlineData("", "sleep")]
    public async Task Sums_can_be_narrowed_by_function_and_time(string sums, params string[] args)
    {
        var lines = (await new Cli(_server).RunAsync(["usage", .. args])).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(sums, string.Join(' ', lines.Skip(1).Select(static line => string.Join(' ', line.Split('\t')[..2]))));
    }

    [Fact]
    public async Task Json_is_as_the_server_answers() => Assert.Equal(
        await _server.Http.GetStringAsync(new Uri("/2025-12-01/usage", UriKind.Relative)),
        (await new Cli(_server).RunAsync("usage", "--json")).Succeeded().TrimEnd());

    [Fact]
    public async Task Pages_are_added_up()
    {
        const int Executions = 1001;
        await Task.WhenAll(Enumerable.Range(0, Executions).Select(i => _server.StartAsync("sleep", $"s{i}", "36000")));

        using var sums = JsonDocument.Parse((await new Cli(_server).RunAsync("usage", "sleep", "--json")).Succeeded());

        Assert.Equal(Executions, sums.RootElement.GetProperty("Functions")[0].GetProperty("Executions").GetInt64());
    }

    [Fact]
    public async Task Nothing_to_sum_up_is_said_to_people() => Assert.Equal(
        "No executions.\n", (await new Cli(_server) { IsInteractive = true }.RunAsync("usage", "sleep")).Succeeded());

    [Fact]
    public async Task A_function_that_is_not_there_is_not_found() =>
        Assert.Equal(3, (await new Cli(_server).RunAsync("usage", "nobody")).ExitCode);
}
