using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class CallbackCommandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Cli _cli = new(server);

    [Fact]
    public async Task A_callback_succeeds_with_a_result()
    {
        var callbackId = await OpenAsync("succeeds");

        Assert.Equal("The callback has succeeded.\n", (await _cli.RunAsync("callback", "succeed", callbackId, "--result", "\"yes\"")).Succeeded());

        Assert.Equal("\"yes\"\n", (await _cli.RunAsync("result", "ask/succeeds")).Succeeded());
    }

    [Fact]
    public async Task A_result_may_come_from_standard_input_or_be_left_out()
    {
        var piped = await OpenAsync("piped");
        var none = await OpenAsync("none");

        Assert.Equal("{}\n", (await new Cli(server) { Input = "\"piped\"\n" }.RunAsync("callback", "succeed", piped, "--result", "-", "--json")).Succeeded());
        (await _cli.RunAsync("callback", "succeed", none)).Succeeded();

        Assert.Equal("\"piped\"\n", (await _cli.RunAsync("result", "ask/piped")).Succeeded());
        Assert.Equal("null\n", (await _cli.RunAsync("result", "ask/none")).Succeeded());
    }

    [Fact]
    public async Task A_callback_fails_with_an_error()
    {
        var callbackId = await OpenAsync("fails");

        Assert.Equal(
            "The callback has failed.\n",
            (await _cli.RunAsync("callback", "fail", callbackId, "--error-type", "Rejected", "--error-message", "too expensive", "--error-data", "{}")).Succeeded());

        (await _cli.RunAsync("result", "ask/fails")).FailedWith(1, "durable: ask/fails ended FAILED: Rejected: too expensive");
    }

    [Fact]
    public async Task A_heartbeat_keeps_a_callback_open()
    {
        var callbackId = await OpenAsync("beats");

        Assert.Equal("The callback stays open.\n", (await _cli.RunAsync("callback", "heartbeat", callbackId)).Succeeded());

        (await _cli.RunAsync("callback", "succeed", callbackId)).Succeeded();
    }

    [Fact]
    public async Task A_callback_that_takes_nothing_any_more_says_why()
    {
        var callbackId = await OpenAsync("twice");
        (await _cli.RunAsync("callback", "succeed", callbackId)).Succeeded();

        (await _cli.RunAsync("callback", "fail", callbackId)).FailedWith(
            8, "durable: The callback is already completed; only the first completion counts.");
    }

    [Fact]
    public async Task What_is_no_id_or_no_json_is_a_wrong_use()
    {
        Assert.Equal(2, (await _cli.RunAsync("callback", "heartbeat", "nonsense")).ExitCode);
        (await _cli.RunAsync("callback", "succeed", "any", "--result", "yes")).FailedWith(
            2, "durable: The result is not JSON: text needs double quotes of its own, as in --result '\"world\"'.");
        (await _cli.RunAsync("callback", "succeed", "any", "--result", "1", "--result-file", "f")).FailedWith(
            2, "durable: --result and --result-file exclude each other: leave one out.\nSee: durable callback succeed --help");
    }

    [Fact]
    public async Task A_history_shows_the_id_to_answer_to()
    {
        var callbackId = await OpenAsync("shown");

        Assert.Contains($"id {callbackId}; timeout 1 h; heartbeat within 10 min", (await _cli.RunAsync("history", "ask/shown")).Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("succeed")]
    [InlineData("fail")]
    [InlineData("heartbeat")]
    public async Task Every_command_shows_itself_in_use(string command) => Assert.Contains(
        $"\nExamples:\n  durable callback {command}",
        (await _cli.RunAsync("callback", command, "--help")).Succeeded().ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    private async Task<string> OpenAsync(string name)
    {
        await server.StartAsync("ask", name, "\"?\"");
        return await server.WhenCallbackAsync("ask", name);
    }
}
