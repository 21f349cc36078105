using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class HistoryCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task A_history_is_tab_separated_for_other_programs()
    {
        await server.RunAsync("echo", "lines", "\"hi\"");

        Assert.Equal(
            """
            #	TIME	EVENT	ID	NAME	DETAILS
            1	2026-01-15T12:00:00.000Z	ExecutionStarted		lines	input "hi"
            2	2026-01-15T12:00:00.000Z	StepStarted	1	copy	
            3	2026-01-15T12:00:00.000Z	StepSucceeded	1	copy	result "hi"
            4	2026-01-15T12:00:00.000Z	InvocationCompleted			
            5	2026-01-15T12:00:00.000Z	ExecutionSucceeded		lines	result "hi"

            """,
            (await _cli.RunAsync("history", "echo/lines")).Succeeded());
    }

    [Fact]
    public async Task A_history_is_a_table_with_times_of_day_for_people()
    {
        await server.RunAsync("echo", "table", "\"hi\"");

        var output = (await new Cli(server) { IsInteractive = true }.RunAsync("history", "echo/table")).Succeeded();

        Assert.Contains("3  12:00:00.000  StepSucceeded        1   copy   result \"hi\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_can_be_reversed_and_stripped_of_data()
    {
        await server.RunAsync("echo", "reversed", "\"secret\"");

        var lines = (await _cli.RunAsync("history", "echo/reversed", "--reverse", "--no-data")).Succeeded().Split('\n');

        Assert.StartsWith("5\t", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, static line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_has_all_events_as_the_server_answers_them()
    {
        await server.RunAsync("echo", "json", "\"<hi>\"");

        Assert.Equal(
            await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/echo/json/history", UriKind.Relative)),
            (await _cli.RunAsync("history", "echo/json", "--json")).Succeeded().TrimEnd());
    }

    [Fact]
    public async Task A_history_longer_than_a_page_is_printed_whole()
    {
        // A started and an ended item are six events and more.
        await server.AdvanceUntilAsync(server.RunAsync("sample-fan-out", "long", "250"), TimeSpan.FromSeconds(5));

        var lines = (await _cli.RunAsync("history", "sample-fan-out/long")).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Length > 1001, $"{lines.Length} lines");
        Assert.Equal(Enumerable.Range(1, lines.Length - 1).Select(static id => $"{id}"), lines.Skip(1).Select(static line => line.Split('\t')[0]));
    }

    [Fact]
    public async Task The_history_of_no_execution_is_not_found() =>
        (await _cli.RunAsync("history", "echo/never")).FailedWith(3, "durable: Durable Execution does not exist: 'echo/never'.");
}
