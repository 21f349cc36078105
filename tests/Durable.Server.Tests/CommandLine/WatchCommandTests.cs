using Durable.Server.Tests.Testing;
using Durable.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class WatchCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_watch_shows_what_an_execution_waits_for_and_then_its_end()
    {
        await server.StartAsync("sleep", "watched", "60");

        var output = await WatchAsync("RUNNING  waits for timer ", "sleep/watched");

        Assert.EndsWith("  SUCCEEDED\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_an_answer_a_line()
    {
        await server.StartAsync("sleep", "json", "60");

        var output = await WatchAsync("\"Waiting\":{\"For\":[{\"Kind\":\"TIMER\"", "sleep/json", "--json");

        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.StartsWith("{\"DurableExecutionArn\":", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_is_nothing_to_watch_of_what_does_not_exist()
    {
        var run = await new Cli(server).RunAsync("watch", "sleep/nobody");

        Assert.Equal(3, run.ExitCode);
    }

    // Time passes once the first state is shown.
    private async Task<string> WatchAsync(string first, params string[] args)
    {
        var cli = new Cli(server);
        var watching = cli.RunAsync(["watch", .. args]);
        await Patience.UntilAsync(() => Task.FromResult(cli.Output.ToString().Contains(first, StringComparison.Ordinal)), first);
        return (await server.AdvanceUntilAsync(watching, TimeSpan.FromMinutes(2))).Succeeded();
    }
}
