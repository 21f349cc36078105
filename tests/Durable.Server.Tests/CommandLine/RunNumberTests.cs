using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

/// <summary>An execution that has continued as new says so, over HTTP and on the command line.</summary>
public sealed class RunNumberTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task Describe_history_and_lists_tell_the_run_and_when_the_first_began()
    {
        await server.AdvanceUntilAsync(server.RunAsync("runs", "three", "3"), TimeSpan.FromMinutes(1));

        var json = await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/runs/three", UriKind.Relative));
        Assert.Contains("\"RunNumber\":3,\"FirstStartTimestamp\":1768478400,", json, StringComparison.Ordinal);
        var list = await server.Http.GetStringAsync(new Uri("/2025-12-01/functions/runs/durable-executions", UriKind.Relative));
        Assert.Contains("\"RunNumber\":3,\"FirstStartTimestamp\":1768478400,", list, StringComparison.Ordinal);

        var described = (await _cli.RunAsync("describe", "runs/three")).Succeeded().Split('\n');
        Assert.Contains("Run\t3, the first began 2026-01-15T12:00:00.000Z", described);
        Assert.Contains("run 3; the first began 2026-01-15T12:00:00.000Z", (await _cli.RunAsync("history", "runs/three")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains(
            "runs/three\tSUCCEEDED\t2026-01-15T12:00:00.000Z\t",
            (await _cli.RunAsync("list", "--function", "runs")).Succeeded(),
            StringComparison.Ordinal);
    }
}
