using Durable.Server.Tests.Testing;
using Durable.Storage;

namespace Durable.Server.Tests.CommandLine;

public sealed class ResumeCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task An_execution_that_is_not_parked_goes_on_as_it_is()
    {
        await server.StartAsync("sleep", "running", "36000");

        Assert.Equal("sleep/running RUNNING\n", (await _cli.RunAsync("resume", "sleep/running")).Succeeded());
        Assert.EndsWith("\"Status\":\"RUNNING\"}\n", (await _cli.RunAsync("resume", "sleep/running", "--json")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parked_execution_shows_why_and_can_be_resumed_or_stopped()
    {
        await server.StartAsync("sleep", "parked", "36000");
        await ParkAsync("sleep/parked");

        Assert.Contains("RUNNING, parked", (await _cli.RunAsync("list", "--function", "sleep")).Succeeded(), StringComparison.Ordinal);
        var described = (await _cli.RunAsync("describe", "sleep/parked")).Succeeded();
        Assert.Contains("since 2026-01-15T12:00:00.000Z, because of the error", described, StringComparison.Ordinal);
        Assert.Contains("Too large.", described, StringComparison.Ordinal);

        Assert.Equal("sleep/parked RUNNING\n", (await _cli.RunAsync("resume", "sleep/parked")).Succeeded());
        Assert.DoesNotContain("parked, ", (await _cli.RunAsync("list", "--function", "sleep")).Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("Too large.", (await _cli.RunAsync("describe", "sleep/parked")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_that_never_was_cannot_be_resumed() =>
        (await _cli.RunAsync("resume", "sleep/never")).FailedWith(3, "durable: Durable Execution does not exist: 'sleep/never'.");

    [Fact]
    public async Task An_execution_that_has_ended_cannot_be_resumed()
    {
        await server.RunAsync("echo", "ended", "\"hi\"");

        (await _cli.RunAsync("resume", "echo/ended")).FailedWith(
            4, "durable: echo/ended has ended SUCCEEDED: there is nothing to resume. Start it again under another name.");
        var json = await _cli.RunAsync("resume", "echo/ended", "--json");
        Assert.Equal((4, string.Empty), (json.ExitCode, json.Error));
        Assert.EndsWith("\"Status\":\"SUCCEEDED\"}\n", json.Output, StringComparison.Ordinal);
    }

    private async Task ParkAsync(string id)
    {
        Assert.True(ExecutionId.TryParse(id, out var execution));
        var head = (await server.Store.ReadHeadAsync(execution, includeData: false))!;
        var parked = head with
        {
            Version = head.Version + 1,
            CommitId = "parked",
            ParkedAt = server.Clock.GetUtcNow(),
            Error = new Model.ErrorObject { ErrorMessage = "Too large." },
            WakeUp = null,
        };
        Assert.True(await server.Store.CommitAsync(new Checkpoint(parked, default)));
    }
}
