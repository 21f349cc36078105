using System.Text.Json;
using Durable.Silo.Hosting;
using Durable.Silo.Security.ApiKeys;

namespace Durable.Server.Tests.Security;

public sealed class KeysCommandTests
{
    [Fact]
    public async Task A_new_key_is_shown_once_and_its_entry_lets_it_in()
    {
        var (exitCode, lines, error) = await RunAsync("keys", "new", "--name", "ci", "--role", "operator", "--role", "payloads", "--days", "30");

        Assert.Equal((0, ""), (exitCode, error));
        var (key, entry) = (lines[0], lines[1]);
        Assert.Matches("^durable_[A-Za-z0-9_-]{43}$", key);
        Assert.DoesNotContain(key, entry, StringComparison.Ordinal);
        using var file = new KeyFile();
        await File.WriteAllTextAsync(file.Path, $"{{\"keys\":[{entry}]}}");
        var ring = ApiKeyRing.Read(file.Path).Content;
        var caller = ring.Find(key, DateTimeOffset.UtcNow);
        Assert.Equal("ci", caller?.Name);
        Assert.Equal([DurableHttpRoles.Operator, DurableHttpRoles.Payloads], caller!.FindAll(caller.RoleClaimType).Select(static role => role.Value));
        Assert.Null(ring.Find(key, DateTimeOffset.UtcNow.AddDays(31)));
        Assert.Null(ring.Find($"{key}A", DateTimeOffset.UtcNow));
        Assert.Null(ring.Find("", DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task No_two_keys_are_the_same_and_without_days_a_key_does_not_expire()
    {
        var (_, first, _) = await RunAsync("keys", "new", "--name", "a", "--role", "viewer");
        var (_, second, _) = await RunAsync("keys", "new", "--name", "a", "--role", "viewer");

        Assert.NotEqual(first[0], second[0]);
        using var entry = JsonDocument.Parse(first[1]);
        Assert.Equal(["name", "sha256", "roles"], entry.RootElement.EnumerateObject().Select(static member => member.Name));
    }

    [Theory]
    [InlineData("keys new --role viewer")]
    [InlineData("keys new --name ci")]
    [InlineData("keys new --name ci --role root")]
    [InlineData("keys new --name ci --role viewer --days 0")]
    public async Task What_a_key_needs_is_asked_for(string args)
    {
        var (exitCode, output, error) = await RunAsync(args.Split(' '));

        Assert.Equal((2, 0), (exitCode, output.Length));
        Assert.StartsWith("durable-server: ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string[] Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await ServerCommand.InvokeAsync(args, output, error);
        return (exitCode, output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
