using Durable.Embedded;
using Durable.Server.Tests.Testing;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Server.Tests.Http;

/// <summary>What callers see when the server itself is in trouble.</summary>
public sealed class TroubleTests : IAsyncLifetime
{
    private readonly FaultInjectingCheckpointStore _store = new(new InMemoryCheckpointStore());
    private readonly ServerFixture _server;

    public TroubleTests() => _server = new ServerFixture(durable =>
    {
        durable.UseStore(_ => _store);
        durable.Services.Configure<EmbeddedHostOptions>(static host =>
        {
            host.MaxRunningExecutions = 1;
            host.StartTimeout = TimeSpan.Zero;
        });
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_full_server_asks_to_try_again_later()
    {
        await _server.StartAsync("gated", "first", "\"\"");
        await _server.Gate.Reached;

        using var response = await _server.InvokeAsync("echo", "\"\"", "second", "Event");

        Assert.StartsWith("1 executions are running", await WireAssert.ErrorAsync(response, 429, "TooManyRequestsException"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Contains("\"Reason\":\"ConcurrentInvocationLimitExceeded\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_the_services_fault()
    {
        _store.Inject(StoreRequestKind.List, StoreFault.FailBefore(StoreFailure.Fatal));

        using var response = await _server.Http.GetAsync(new Uri("/2025-12-01/durable-executions", UriKind.Relative));

        await WireAssert.ErrorAsync(response, 500, "ServiceException", "Injected: Fatal, before the request was carried out.");
    }

    [Fact]
    public async Task A_server_whose_store_cannot_be_read_is_live_but_not_ready()
    {
        _store.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore());

        using var live = await _server.Http.GetAsync(new Uri("/health/live", UriKind.Relative));
        using var ready = await _server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(200, (int)live.StatusCode);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal(
            """{"Status":"unready","Reason":"The store cannot be read: Injected: Transient, before the request was carried out."}""",
            await ready.Content.ReadAsStringAsync());
    }
}
