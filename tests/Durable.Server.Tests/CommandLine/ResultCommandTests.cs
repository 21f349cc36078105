using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class ResultCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task A_result_is_printed_by_short_id_and_by_arn()
    {
        var arn = await server.RunAsync("echo", "both", "\"<hi>\"");

        var byId = (await _cli.RunAsync("result", "echo/both")).Succeeded();

        Assert.Equal(byId, (await _cli.RunAsync("result", arn)).Succeeded());
        Assert.Equal("<hi>", System.Text.Json.JsonSerializer.Deserialize<string>(byId));
    }

    [Fact]
    public async Task A_result_is_waited_for()
    {
        await server.StartAsync("sleep", "short", "5");

        Assert.Equal("\"slept\"\n", (await server.AdvanceUntilAsync(_cli.RunAsync("result", "sleep/short"), TimeSpan.FromSeconds(5))).Succeeded());
    }

    [Fact]
    public async Task An_execution_that_failed_has_its_error_printed_and_an_exit_code()
    {
        await server.RunAsync("fail", "failed", "\"no luck\"");

        (await _cli.RunAsync("result", "fail/failed")).FailedWith(1, "durable: fail/failed ended FAILED: System.InvalidOperationException: no luck");
    }

    [Fact]
    public async Task With_json_a_failure_is_the_servers_answer_and_the_same_exit_code()
    {
        await server.RunAsync("fail", "failed-json", "\"no luck\"");

        var run = await _cli.RunAsync("result", "fail/failed-json", "--json");

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(await server.Http.GetStringAsync(new Uri("/2025-12-01/durable-executions/fail/failed-json", UriKind.Relative)), run.Output.TrimEnd());
    }

    [Fact]
    public async Task An_execution_that_is_still_running_when_the_time_is_up_has_an_exit_code_of_its_own()
    {
        await server.StartAsync("sleep", "long", "36000");

        (await _cli.RunAsync("result", "sleep/long", "--timeout", "0")).FailedWith(
            6, "durable: sleep/long is still RUNNING; it goes on. See where it is with: durable history sleep/long");
    }

    [Fact]
    public async Task An_interrupted_wait_says_that_the_execution_goes_on()
    {
        await server.StartAsync("sleep", "interrupted", "36000");
        var cli = new Cli(server) { CancellationToken = new CancellationToken(canceled: true) };

        (await cli.RunAsync("result", "sleep/interrupted")).FailedWith(
            130, "durable: Stopped waiting; the execution goes on. Ask again with: durable result sleep/interrupted");
    }

    [Fact]
    public async Task An_execution_that_never_was_is_not_found() =>
        (await _cli.RunAsync("result", "echo/never")).FailedWith(3, "durable: Durable Execution does not exist: 'echo/never'.");

    [Fact]
    public async Task What_names_no_execution_is_refused() => (await _cli.RunAsync("result", "never")).FailedWith(
        2,
        "durable: 'never' does not name an execution: write FUNCTION/NAME, such as hello/my-first, or an ARN. 'durable list' shows what there is.\nSee: durable result --help");
}
