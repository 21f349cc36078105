using System.Text.Json;

namespace Durable.Grains.Tests.CommandLine;

/// <summary>Every command through the gateways of a cluster answers as it does over HTTP.</summary>
public sealed class OrleansCommandTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private readonly OrleansCli _cli = new(silo.Gateway);

    [Fact]
    public async Task An_execution_is_started_and_its_result_printed() =>
        Assert.Equal("4\n", (await _cli.RunAsync("start", "add-wait-double", "--input", "1", "--wait")).Waited());

    [Fact]
    public async Task A_start_prints_the_short_id_and_finds_what_is_there()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("add-wait-double/same\n", (await _cli.RunAsync("start", "add-wait-double", "--name", "same", "--input", "1")).Succeeded());
        }

        (await _cli.RunAsync("start", "add-wait-double", "--name", "same", "--input", "2")).FailedWith(
            4,
            "durable: Execution already started: 'add-wait-double/same' exists with a different input. Start it under another name, or with the same input to get the existing one.");
    }

    [Fact]
    public async Task A_result_and_a_description_are_found_by_short_id_and_by_arn()
    {
        (await _cli.RunAsync("start", "nested", "--name", "described", "--input", "2", "--wait")).Waited();

        using var description = JsonDocument.Parse((await _cli.RunAsync("describe", "nested/described", "--json")).Succeeded());
        Assert.Equal(("SUCCEEDED", "2", "9"), (
            description.RootElement.GetProperty("Status").GetString(),
            description.RootElement.GetProperty("InputPayload").GetString(),
            description.RootElement.GetProperty("Result").GetString()));
        var arn = description.RootElement.GetProperty("DurableExecutionArn").GetString()!;
        Assert.Equal("9\n", (await _cli.RunAsync("result", arn)).Succeeded());
        (await _cli.RunAsync("result", $"{arn}x")).FailedWith(3, "durable: Durable Execution does not exist: 'nested/described'.");
    }

    [Fact]
    public async Task A_history_has_every_event_in_the_form_of_the_wire()
    {
        (await _cli.RunAsync("start", "fail", "--name", "history", "--input", "\"broken\"")).Succeeded();
        (await _cli.RunAsync("result", "fail/history")).FailedWith(1, "durable: fail/history ended FAILED: System.IO.InvalidDataException: broken");

        using var history = JsonDocument.Parse((await _cli.RunAsync("history", "fail/history", "--json")).Succeeded());
        Assert.Equal(
            ["ExecutionStarted", "InvocationCompleted", "ExecutionFailed"],
            history.RootElement.GetProperty("Events").EnumerateArray().Select(static one => one.GetProperty("EventType").GetString()!));
    }

    [Fact]
    public async Task Executions_are_listed_by_function_and_status_page_by_page()
    {
        foreach (var name in (string[])["a", "b"])
        {
            (await _cli.RunAsync("start", "fan-out", "--name", name, "--input", "1", "--wait")).Waited();
        }

        string[] filter = ["list", "--function", "fan-out", "--status", "SUCCEEDED", "--oldest-first", "--limit", "1", "--json"];
        using var first = JsonDocument.Parse((await _cli.RunAsync(filter)).Succeeded());
        Assert.Equal("a", Name(first));
        using var second = JsonDocument.Parse((await _cli.RunAsync([.. filter, "--marker", first.RootElement.GetProperty("NextMarker").GetString()!])).Succeeded());
        Assert.Equal("b", Name(second));
        (await _cli.RunAsync([.. filter, "--marker", "nonsense"])).FailedWith(
            2, "durable: The marker is not valid: use the one that the list before ended with and the same options, or start again without one.");
    }

    [Fact]
    public async Task What_executions_have_cost_is_summed_by_function()
    {
        foreach (var name in (string[])["u1", "u2"])
        {
            (await _cli.RunAsync("start", "careful", "--name", name, "--input", "1", "--wait")).Waited();
        }

        var lines = (await _cli.RunAsync("usage", "careful")).Succeeded().Split('\n');

        Assert.Equal(["careful", "2"], lines[1].Split('\t')[..2]);
    }

    [Fact]
    public async Task A_running_execution_is_waited_for_and_stopped()
    {
        (await _cli.RunAsync("start", "sleep", "--name", "long", "--input", "3600")).Succeeded();

        (await _cli.RunAsync("result", "sleep/long", "--timeout", "1")).FailedWith(
            6, "durable: sleep/long is still RUNNING after 1 s; it goes on. See where it is with: durable history sleep/long");
        Assert.StartsWith("sleep/long STOPPED at ", (await _cli.RunAsync("stop", "sleep/long", "--reason", "not needed")).Succeeded(), StringComparison.Ordinal);
        (await _cli.RunAsync("result", "sleep/long")).FailedWith(1, "durable: sleep/long ended STOPPED: not needed");
    }

    [Fact]
    public async Task A_callback_is_kept_open_and_completed_once()
    {
        (await _cli.RunAsync("start", "ask", "--name", "approved", "--input", "\"?\"")).Succeeded();
        var callbackId = await ClusterFunctions.WhenAskedAsync(silo.Client, new ExecutionId("ask", "approved"));

        Assert.Equal("The callback stays open.\n", (await _cli.RunAsync("callback", "heartbeat", callbackId)).Succeeded());
        Assert.Equal("{}\n", (await _cli.RunAsync("callback", "succeed", callbackId, "--result", "\"yes\"", "--json")).Succeeded());
        Assert.Equal("\"yes\"\n", (await _cli.RunAsync("result", "ask/approved")).Succeeded());
        (await _cli.RunAsync("callback", "fail", callbackId)).FailedWith(
            8, "durable: The callback is already completed; only the first completion counts.");
        Assert.Equal(2, (await _cli.RunAsync("callback", "fail", "nonsense")).ExitCode);
    }

    [Fact]
    public async Task A_callback_fails_with_an_error()
    {
        (await _cli.RunAsync("start", "ask", "--name", "refused", "--input", "\"?\"")).Succeeded();
        var callbackId = await ClusterFunctions.WhenAskedAsync(silo.Client, new ExecutionId("ask", "refused"));

        (await _cli.RunAsync("callback", "fail", callbackId, "--error-type", "Rejected", "--error-message", "too expensive")).Succeeded();

        (await _cli.RunAsync("result", "ask/refused")).FailedWith(1, "durable: ask/refused ended FAILED: Rejected: too expensive");
    }

    [Fact]
    public async Task A_function_or_an_execution_that_is_not_there_is_not_found()
    {
        var run = await _cli.RunAsync("start", "nobody");
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("durable: Function 'nobody' is not registered. Registered: ", run.Error, StringComparison.Ordinal);

        (await _cli.RunAsync("describe", "sleep/never")).FailedWith(3, "durable: Durable Execution does not exist: 'sleep/never'.");
    }

    [Fact]
    public async Task The_option_is_stronger_than_the_environment_and_one_gateway_that_answers_is_enough() =>
        (await new OrleansCli("127.0.0.1:1").RunAsync("list", "--orleans", "127.0.0.1:1", "--orleans", silo.Gateway)).Succeeded();

    [Fact]
    public async Task A_cluster_that_is_not_there_is_unreachable() => (await new OrleansCli("127.0.0.1:1").RunAsync("list")).FailedWith(
        5,
        "durable: Cannot reach the cluster 'durable' at 127.0.0.1:1: Unable to connect to 127.0.0.1:1. Error: ConnectionRefused. Make sure that a silo runs, and that --orleans and --cluster-id are its own.");

    [Fact]
    public async Task A_cluster_of_another_id_does_not_answer()
    {
        var run = await _cli.RunAsync("list", "--cluster-id", "another");

        Assert.Equal(5, run.ExitCode);
        Assert.StartsWith($"durable: Cannot reach the cluster 'another' at {silo.Gateway}: ", run.Error, StringComparison.Ordinal);
    }

    private static string? Name(JsonDocument list) =>
        list.RootElement.GetProperty("DurableExecutions").EnumerateArray().Single().GetProperty("DurableExecutionName").GetString();
}
