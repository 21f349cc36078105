using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class DescribeCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task An_execution_is_described_in_lines_for_other_programs()
    {
        await server.RunAsync("echo", "lines", "\"hi\"");

        var lines = Golden.WithoutIds((await _cli.RunAsync("describe", "echo/lines")).Succeeded()).Split('\n');

        Assert.Equal(
            [
                "Execution\techo/lines",
                "Status\tSUCCEEDED",
                "Started\t2026-01-15T12:00:00.000Z",
                "Ended\t2026-01-15T12:00:00.000Z",
                "Duration\t0 ms",
                "Input\t\"hi\"",
                "Result\t\"hi\"",
                "Version\t$LATEST",
                "Timeout\t366 d",
                "Retention\t14 d",
                "Operations\t1",
                "Checkpoints\t2",
            ],
            lines[..12]);
        Assert.Equal("ARN\tarn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/lines/RUN", lines[13]);
    }

    [Fact]
    public async Task An_error_is_described_in_one_line()
    {
        await server.RunAsync("fail", "error", "\"no luck\"");

        Assert.Contains("Error\tSystem.InvalidOperationException: no luck\n", (await _cli.RunAsync("describe", "fail/error")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_caused_an_error_and_where_it_came_from_is_described()
    {
        await server.RunAsync("chain", "causes", "\"no luck\"");

        Assert.Contains(
            "Error\tSystem.IO.InvalidDataException: no luck\nCaused by\tSystem.TimeoutException: slow\nFailed in\tstep 'work' (operation 1)\n",
            (await _cli.RunAsync("describe", "chain/causes")).Succeeded(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_can_be_left_out()
    {
        await server.RunAsync("echo", "no-data", "\"secret\"");

        Assert.DoesNotContain("secret", (await _cli.RunAsync("describe", "echo/no-data", "--no-data")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_servers_answer()
    {
        await server.RunAsync("echo", "json", "\"hi\"");

        Assert.Equal(
            await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/echo/json", UriKind.Relative)),
            (await _cli.RunAsync("describe", "echo/json", "--json")).Succeeded().TrimEnd());
    }

    [Fact]
    public async Task What_an_error_says_cannot_steer_the_terminal()
    {
        await server.RunAsync("fail", "escape", "\"\\u001b[2Jgone\\tnot\"");

        foreach (var isInteractive in (bool[])[true, false])
        {
            var output = (await new Cli(server) { IsInteractive = isInteractive }.RunAsync("describe", "fail/escape")).Succeeded();
            Assert.Contains("[2Jgone not", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', output);
        }
    }
}
