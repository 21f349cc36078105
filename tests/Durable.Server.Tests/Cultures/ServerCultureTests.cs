using Durable.Server.Tests.CommandLine;
using Durable.Server.Tests.Testing;
using Durable.Testing;

namespace Durable.Server.Tests.Cultures;

/// <summary>The server and the command line under a culture of their own say what they say under every other.</summary>
[Collection(ForeignCulture.Collection)]
public sealed class ServerCultureTests : IAsyncLifetime, IDisposable
{
    private readonly ForeignCulture _culture = new();
    private readonly ServerFixture _server = new();

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await _server.RunAsync("echo", "one", "\"hi\"");
        await _server.StartAsync("sleep", "two", "3600");
        await _server.StartAsync("ask", "three", "\"?\"");
        await _server.WhenCallbackAsync("ask", "three");
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _culture.Dispose();

    [Theory]
    [InlineData("/2025-12-01/durable-executions/echo/one")]
    [InlineData("/2025-12-01/durable-executions/echo/one/history")]
    [InlineData("/2025-12-01/durable-executions/sleep/two")]
    [InlineData("/2025-12-01/durable-executions/sleep/two/history?MaxItems=1")]
    [InlineData("/2025-12-01/durable-executions/ask/three/history")]
    [InlineData("/2025-12-01/durable-executions/echo/none")]
    [InlineData("/2025-12-01/durable-executions/echo/one/history?MaxItems=-1")]
    [InlineData("/2025-12-01/functions/echo/durable-executions?StartedAfter=1.5")]
    [InlineData("/2025-12-01/functions/echo/durable-executions?MaxItems=1001")]
    public async Task An_answer_is_the_same_under_every_culture(string path)
    {
        var here = await GetAsync();

        Assert.Equal(await ForeignCulture.WithoutAsync(GetAsync), here);

        async Task<string> GetAsync()
        {
            using var response = await _server.Http.GetAsync(new Uri(path, UriKind.Relative));
            return $"{response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
    }

    [Theory]
    [InlineData("describe", "echo/one")]
    [InlineData("describe", "echo/one", "--json")]
    [InlineData("describe", "sleep/two")]
    [InlineData("history", "sleep/two")]
    [InlineData("history", "ask/three", "--json")]
    [InlineData("list", "--limit", "2")]
    [InlineData("list", "--limit", "-1")]
    [InlineData("list", "--json")]
    [InlineData("list", "--started-after", "2026-01-31T12:00:00Z")]
    [InlineData("result", "echo/one", "--json")]
    [InlineData("result", "sleep/two", "--timeout", "0")]
    [InlineData("usage")]
    [InlineData("usage", "--json")]
    public async Task A_command_writes_the_same_under_every_culture(params string[] args)
    {
        var here = await RunAsync();

        Assert.Equal(await ForeignCulture.WithoutAsync(RunAsync), here);

        Task<CliRun> RunAsync() => new Cli(_server).RunAsync(args);
    }
}
