using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

public sealed class StartCommandTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly Cli _cli = new(server);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-cli-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Start_prints_the_short_id_for_other_programs() =>
        Assert.Equal("echo/plain\n", (await _cli.RunAsync("start", "echo", "--input", "\"hi\"", "--name", "plain")).Succeeded());

    [Fact]
    public async Task Start_tells_a_person_how_to_go_on() => Assert.Equal(
        "Started echo/person\nWait for its result with: durable result echo/person\n",
        (await new Cli(server) { IsInteractive = true }.RunAsync("start", "echo", "--input", "\"hi\"", "--name", "person")).Succeeded());

    [Fact]
    public async Task Start_prints_the_headers_as_json() => Golden.Equal(
        """{"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/json/RUN","ExecutedVersion":"$LATEST"}""",
        (await _cli.RunAsync("start", "echo", "--input", "\"hi\"", "--name", "json", "--json")).Succeeded().TrimEnd());

    [Fact]
    public async Task Start_and_wait_prints_the_result() =>
        Assert.Equal("\"hi\"\n", (await _cli.RunAsync("start", "echo", "--input", "\"hi\"", "--wait")).Waited());

    [Fact]
    public async Task Without_an_input_there_is_none() =>
        Assert.Equal("null\n", (await _cli.RunAsync("start", "nothing", "--wait")).Waited());

    [Theory]
    [InlineData("--input")]
    [InlineData("--input-file")]
    public async Task A_dash_reads_standard_input(string option) => Assert.Equal(
        "\"from stdin\"\n", (await new Cli(server) { Input = " \"from stdin\"\n" }.RunAsync("start", "echo", option, "-", "--wait")).Waited());

    [Fact]
    public async Task A_file_is_the_same_input_with_and_without_a_line_end()
    {
        var file = Path.Combine(_directory.FullName, "input.json");
        await File.WriteAllTextAsync(file, "\"hi\"\n");

        (await _cli.RunAsync("start", "echo", "--name", "file", "--input-file", file)).Succeeded();
        (await _cli.RunAsync("start", "echo", "--name", "file", "--input", "\"hi\"")).Succeeded();
    }

    [Fact]
    public async Task A_name_that_another_input_has_taken_is_a_conflict()
    {
        (await _cli.RunAsync("start", "echo", "--name", "taken", "--input", "\"a\"")).Succeeded();

        (await _cli.RunAsync("start", "echo", "--name", "taken", "--input", "\"b\"")).FailedWith(
            4,
            "durable: Execution already started: 'echo/taken' exists with a different input. Start it under another name, or with the same input to get the existing one.");
    }

    [Fact]
    public async Task A_function_that_is_not_registered_is_not_found()
    {
        var run = await _cli.RunAsync("start", "ehco");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("durable: Function 'ehco' is not registered. Registered: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_without_quotes_is_refused_with_the_way_to_write_it() => (await _cli.RunAsync("start", "echo", "--input", "hi")).FailedWith(
        2, "durable: The input is not JSON: text needs double quotes of its own, as in --input '\"world\"'.");

    [Fact]
    public async Task Broken_json_is_refused_with_the_place()
    {
        var run = await _cli.RunAsync("start", "echo", "--input", "{\"a\":}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("LineNumber: 0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_beyond_the_limit_is_refused_before_it_is_sent() =>
        (await new Cli("http://127.0.0.1:1") { Input = $"\"{new string('x', 6 * 1024 * 1024)}\"" }.RunAsync("start", "echo", "--input", "-")).FailedWith(
            2,
            "durable: The input has 6291458 bytes; the limit is 6291456. Keep large data elsewhere, for example in an object store, and pass a reference to it.");

    [Fact]
    public async Task An_input_that_the_function_does_not_take_is_refused()
    {
        var run = await _cli.RunAsync("start", "sleep", "--input", "\"long\"", "--name", "wrong-type");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("durable: Cannot read the input of function 'sleep' as System.Int32", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        var file = Path.Combine(_directory.FullName, "none.json");

        (await _cli.RunAsync("start", "echo", "--input-file", file)).FailedWith(
            2, $"durable: The input file cannot be read: Could not find file '{file}'.");
    }

    [Theory]
    [InlineData("--input and --input-file exclude each other: leave one out.", "--input", "1", "--input-file", "x")]
    [InlineData("--name 'a b' is not valid: use 1 to 64 of the characters a-z, A-Z, 0-9, '-' and '_'.", "--name", "a b")]
    [InlineData("--timeout -1 is not valid: use whole seconds from 0 to 31622400.", "--timeout", "-1")]
    public async Task Options_that_make_no_sense_are_refused(string message, params string[] args) =>
        (await _cli.RunAsync(["start", "echo", .. args])).FailedWith(2, $"durable: {message}\nSee: durable start --help");
}
