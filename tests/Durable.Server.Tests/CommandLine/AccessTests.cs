using Durable.Server.Tests.Security;

namespace Durable.Server.Tests.CommandLine;

/// <summary>The command line before a server that wants keys.</summary>
public sealed class AccessTests(SecuredServer secured) : IClassFixture<SecuredServer>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-cli-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_key_of_the_environment_is_sent() => (await Cli(DurableHttpRoles.Viewer).RunAsync("list")).Succeeded();

    [Fact]
    public async Task The_key_of_a_file_is_stronger()
    {
        var path = Path.Combine(_directory.FullName, "key");
        await File.WriteAllTextAsync(path, $"{secured.AllKeys[DurableHttpRoles.Viewer]}\n");

        (await Cli("nobody").RunAsync("list", "--api-key-file", path)).Succeeded();
    }

    [Fact]
    public async Task Without_a_key_the_command_says_what_to_do() => (await new Cli(secured.Server).RunAsync("list")).FailedWith(
        9,
        $"durable: The server at {secured.Server.Endpoint} does not know who calls: Who calls? Send an API key or a token in the header 'Authorization: Bearer …'. "
        + "What the command sends is the key of --api-key-file or DURABLE_API_KEY.");

    [Fact]
    public async Task A_wrong_key_is_told_and_not_shown() => (await new Cli(secured.Server) { Key = "durable_wrong" }.RunAsync("list")).FailedWith(
        9,
        $"durable: The server at {secured.Server.Endpoint} does not know who calls: The key or token is not known here, has expired, or is not meant for this server. "
        + "What the command sends is the key of --api-key-file or DURABLE_API_KEY.");

    [Fact]
    public async Task A_key_that_may_not_do_it_is_told_the_roles_that_may() => (await Cli(DurableHttpRoles.Viewer).RunAsync("stop", "echo/any")).FailedWith(
        9, "durable: The caller is known but may not do this: it needs one of the roles operator, admin.");

    [Fact]
    public async Task A_viewer_describes_and_reads_histories_without_saying_that_it_wants_no_data()
    {
        await secured.StartAsync("echo", "viewed", "\"hunter2\"", "RequestResponse");

        Assert.Contains("SUCCEEDED", (await Cli(DurableHttpRoles.Viewer).RunAsync("describe", "echo/viewed")).Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", (await Cli(DurableHttpRoles.Viewer).RunAsync("history", "echo/viewed")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("hunter2", (await Cli("reader").RunAsync("describe", "echo/viewed")).Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", (await Cli("reader").RunAsync("describe", "echo/viewed", "--no-data")).Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("durable_a\nb")]
    [InlineData("durable a")]
    [InlineData("schlüssel")]
    public async Task What_cannot_be_a_key_is_refused_without_showing_it(string key) => (await new Cli(secured.Server) { Key = key }.RunAsync("list")).FailedWith(
        2, "durable: The API key has characters that no key has: correct --api-key-file or DURABLE_API_KEY.");

    [Fact]
    public async Task A_key_does_not_travel_in_the_clear_to_another_machine() =>
        (await new Cli("http://durable.invalid:8321") { Key = "durable_x" }.RunAsync("list")).FailedWith(
            2,
            "durable: The API key would travel unencrypted to durable.invalid:8321: use an https endpoint, or --insecure-http if the network is protected otherwise.");

    [Fact]
    public async Task It_does_when_that_is_asked_for_or_is_encrypted()
    {
        var cli = new Cli("http://durable.invalid:8321") { Key = "durable_x" };
        Assert.Equal(5, (await cli.RunAsync("list", "--insecure-http")).ExitCode);
        Assert.Equal(5, (await cli.RunAsync("list", "--endpoint", "https://durable.invalid:8321")).ExitCode);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        var run = await new Cli(secured.Server).RunAsync("list", "--api-key-file", Path.Combine(_directory.FullName, "none"));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("durable: The API key file cannot be read: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_takes_no_key() => (await new Cli(secured.Server).RunAsync("list", "--orleans", "127.0.0.1:1", "--api-key-file", "x")).FailedWith(
        2, "durable: --api-key-file is for a server, and a cluster takes no keys: leave it out, or name the server with --endpoint.");

    [Fact]
    public async Task Who_may_start_but_not_read_learns_what_was_started()
    {
        var run = await Cli(DurableHttpRoles.Operator).RunAsync("start", "echo", "--name", "unread", "--input", "\"hi\"", "--wait");

        Assert.Equal((11, string.Empty), (run.ExitCode, run.Output));
        Assert.StartsWith(
            "durable: Started echo/unread\ndurable: echo/unread was started and goes on, but this key may not read results: The caller may not see inputs",
            run.Error,
            StringComparison.Ordinal);
        Assert.EndsWith(" Ask with a key that may: durable result echo/unread\n", run.Error, StringComparison.Ordinal);
        Assert.Equal("\"hi\"\n", (await Cli(DurableHttpRoles.Admin).RunAsync("result", "echo/unread")).Succeeded());
    }

    private Cli Cli(string caller) => new(secured.Server) { Key = secured.AllKeys[caller] };
}
