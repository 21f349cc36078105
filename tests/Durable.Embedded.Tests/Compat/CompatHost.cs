using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Embedded.Tests.Compat;

/// <summary>A host of <see cref="CompatFunctions"/> over a database file.</summary>
internal sealed class CompatHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly HashSet<string> _missing = [.. CompatFunctions.Results.Keys.Where(static name => name != "ended")];
    private readonly TaskCompletionSource _allReached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CompatHost(string path, ManualTimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDurableExecutions(durable => CompatFunctions.AddTo(durable.UseSqlite(path), OnReached), static host => host.ServiceId = "compat");
        _services = services.BuildServiceProvider();
    }

    public IDurableClient Client => _services.GetRequiredService<IDurableClient>();

    /// <summary>Completes when every execution has come to where it is left.</summary>
    public Task AllReached => _allReached.Task;

    public static async Task<CompatHost> StartAsync(string path, ManualTimeProvider clock)
    {
        var host = new CompatHost(path, clock);
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private void OnReached(string name)
    {
        lock (_missing)
        {
            if (_missing.Remove(name) && _missing.Count == 0)
            {
                _allReached.SetResult();
            }
        }
    }
}
