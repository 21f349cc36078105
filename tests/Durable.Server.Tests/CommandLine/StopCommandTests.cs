using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class StopCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task A_running_execution_is_stopped_for_a_reason()
    {
        await server.StartAsync("sleep", "running", "36000");

        Assert.Equal(
            "sleep/running STOPPED at 2026-01-15T12:00:00.000Z\n",
            (await _cli.RunAsync("stop", "sleep/running", "--reason", "no \"longer\" needed")).Succeeded());

        (await _cli.RunAsync("result", "sleep/running")).FailedWith(1, "durable: sleep/running ended STOPPED: no \"longer\" needed");
    }

    [Fact]
    public async Task An_execution_stopped_without_a_reason_says_so()
    {
        await server.StartAsync("sleep", "no-reason", "36000");

        Assert.Equal("{\"StopTimestamp\":1768478400}\n", (await _cli.RunAsync("stop", "sleep/no-reason", "--json")).Succeeded());

        (await _cli.RunAsync("result", "sleep/no-reason")).FailedWith(1, "durable: sleep/no-reason ended STOPPED: no error was recorded");
    }

    [Fact]
    public async Task An_ended_execution_stays_as_it_ended()
    {
        await server.RunAsync("echo", "ended", "\"hi\"");

        Assert.Equal(
            "echo/ended had already ended SUCCEEDED at 2026-01-15T12:00:00.000Z\n", (await _cli.RunAsync("stop", "echo/ended")).Succeeded());
    }

    [Fact]
    public async Task An_execution_that_never_was_cannot_be_stopped() =>
        (await _cli.RunAsync("stop", "echo/never")).FailedWith(3, "durable: Durable Execution does not exist: 'echo/never'.");
}
