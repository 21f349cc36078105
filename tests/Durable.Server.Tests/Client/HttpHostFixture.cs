using Durable.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Server.Tests.Client;

/// <summary>Embedded hosts behind the server's HTTP API, on any free port, and the client that asks them over it.</summary>
public sealed class HttpHostFixture : EmbeddedHostFixture
{
    private readonly HttpClient _http = new();
    private WebApplication? _api;

    internal string Endpoint => _api!.Urls.Single();

    protected override async Task<IDurableClient> StartHostAsync(Action<DurableExecutionsBuilder> configure)
    {
        var inner = await base.StartHostAsync(configure);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(inner);
        builder.Services.AddSingleton(Services.GetRequiredService<DurableFunctionRegistry>());
        builder.Services.AddDurableHttpApi();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _api = builder.Build();
        _api.UseDurableErrors();
        _api.MapDurableExecutions();
        await _api.StartAsync();
        return new HttpDurableClient(_http, new HttpDurableClientOptions { Endpoint = new Uri(Endpoint) });
    }

    protected override async Task StopHostAsync()
    {
        await EndApiAsync(CancellationToken.None);
        await base.StopHostAsync();
    }

    protected override async Task KillHostAsync()
    {
        // Connections are cut, as if the process had died.
        await EndApiAsync(new CancellationToken(canceled: true));
        await base.KillHostAsync();
    }

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        _http.Dispose();
    }

    private async Task EndApiAsync(CancellationToken patience)
    {
        if (_api is { } api)
        {
            _api = null;
            await api.StopAsync(patience);
            await api.DisposeAsync();
        }
    }
}
