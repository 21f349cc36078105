using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Hosting;

public sealed class ShutdownTests : IAsyncLifetime
{
    private readonly ServerFixture _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_caller_who_waits_does_not_hold_up_the_end_of_the_server_and_learns_what_became_of_the_execution()
    {
        var waiting = _server.InvokeAsync("gated", "\"hi\"", "waiting");
        await _server.Gate.Reached;

        var stopped = _server.StopAsync();

        using var response = await waiting;
        await WireAssert.ErrorAsync(
            response,
            503,
            "ServiceUnavailableException",
            "The server is stopping. 'gated/waiting' was started and goes on when the server is back: ask for its result then.");
        Assert.Contains("/waiting/", response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single(), StringComparison.Ordinal);
        _server.Gate.Open();
        await stopped;
    }
}
