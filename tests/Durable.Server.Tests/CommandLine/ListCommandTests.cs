using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class ListCommandTests : IAsyncLifetime
{
    private readonly ServerFixture _server = new();

    // Three, one a minute from noon on: echo/a, sleep/b, echo/c.
    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await _server.RunAsync("echo", "a", "\"\"");
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        await _server.StartAsync("sleep", "b", "36000");
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        await _server.RunAsync("echo", "c", "\"\"");
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_list_is_tab_separated_for_other_programs() => Assert.Equal(
        """
        EXECUTION	STATUS	STARTED	DURATION
        echo/c	SUCCEEDED	2026-01-15T12:02:00.000Z	0 ms
        echo/a	SUCCEEDED	2026-01-15T12:00:00.000Z	0 ms

        """,
        (await new Cli(_server).RunAsync("list", "--function", "echo")).Succeeded());

    [Fact]
    public async Task A_list_says_what_running_executions_wait_for()
    {
        var output = (await new Cli(_server).RunAsync("list", "--function", "sleep")).Succeeded();

        Assert.StartsWith("EXECUTION\tSTATUS\tSTARTED\tDURATION\tWAITS FOR\nsleep/b\tRUNNING\t", output, StringComparison.Ordinal);
        Assert.Contains("\ttimer ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_on_as_it_should_is_not_stuck() =>
        Assert.Equal("No executions.\n", (await new Cli(_server) { IsInteractive = true }.RunAsync("list", "--stuck")).Succeeded());

    [Fact]
    public async Task A_list_is_a_table_for_people()
    {
        var output = (await new Cli(_server) { IsInteractive = true }.RunAsync("list", "--status", "SUCCEEDED")).Succeeded();

        Assert.Contains("echo/c     SUCCEEDED  2026-01-15T12:02:00Z  0 ms", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo/c sleep/b echo/a")]
    [InlineData("echo/a sleep/b echo/c", "--oldest-first")]
    [InlineData("sleep/b", "--status", "RUNNING")]
    [InlineData("echo/c echo/a", "--status", "succeeded", "FAILED")]
    [InlineData("echo/c echo/a", "--status", "SUCCEEDED", "--status", "FAILED")]
    [InlineData("echo/c", "--after", "2026-01-15T12:01:00Z")]
    [InlineData("echo/a", "--before", "2026-01-15T13:01+01:00")]
    [InlineData("", "--before", "2026-01-15")]
    public async Task Executions_are_ordered_and_filtered(string executions, params string[] args)
    {
        var lines = (await new Cli(_server).RunAsync(["list", .. args])).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(executions, string.Join(' ', lines.Skip(1).Select(static line => line.Split('\t')[0])));
    }

    [Fact]
    public async Task A_list_that_goes_on_says_how_to_see_more()
    {
        var run = await new Cli(_server).RunAsync("list", "--limit", "2");
        Assert.Equal(0, run.ExitCode);
        var marker = run.Error.Split("--marker ")[1].TrimEnd();

        Assert.Contains("echo/a", (await new Cli(_server).RunAsync("list", "--limit", "2", "--marker", marker)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_servers_answer() => Assert.Equal(
        await _server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions?Statuses=RUNNING", UriKind.Relative)),
        (await new Cli(_server).RunAsync("list", "--status", "RUNNING", "--json")).Succeeded().TrimEnd());

    [Fact]
    public async Task An_empty_list_says_so_to_people() => Assert.Equal(
        "No executions.\n", (await new Cli(_server) { IsInteractive = true }.RunAsync("list", "--function", "sample-order")).Succeeded());

    [Theory]
    [InlineData("--status 'DONE' is not known: use RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED.", "--status", "DONE")]
    [InlineData("--after 'noon' is not a time in ISO 8601, such as 2026-09-21T06:00:00Z or 2026-09-21.", "--after", "noon")]
    [InlineData("--limit 1001 is not valid: use 1 to 1000.", "--limit", "1001")]
    public async Task Options_that_make_no_sense_are_refused(string message, params string[] args) =>
        (await new Cli(_server).RunAsync(["list", .. args])).FailedWith(2, $"durable: {message}\nSee: durable list --help");

    [Fact]
    public async Task A_marker_that_was_not_handed_out_is_refused()
    {
        var run = await new Cli(_server).RunAsync("list", "--marker", "xyz");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("durable: Invalid Marker", run.Error, StringComparison.Ordinal);
    }
}
