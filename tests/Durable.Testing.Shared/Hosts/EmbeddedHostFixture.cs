using Durable.Core.Residence;
using Durable.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Testing;

/// <summary>Embedded hosts over one store and one clock.</summary>
public class EmbeddedHostFixture : HostFixture
{
    private readonly List<ServiceProvider> _all = [];
    private ServiceProvider? _running;

    /// <summary>Limits of the hosts that are started from now on.</summary>
    public Action<EmbeddedHostOptions>? Options { get; set; }

    /// <summary>Services of the running host.</summary>
    public IServiceProvider Services => _running ?? throw new InvalidOperationException("No host is running.");

    internal EmbeddedRuntime Runtime => Services.GetRequiredService<EmbeddedRuntime>();

    internal EmbeddedExecutions Executions => Services.GetRequiredService<EmbeddedExecutions>();

    protected override IEnumerable<IServiceProvider> Processes => [Services];

    public override async Task WhenIdleAsync()
    {
        // A commit is seen before the turns that follow from it: suspension, release.
        for (var turn = 0; turn < 5; turn++)
        {
            foreach (var execution in await ReadRunningAsync())
            {
                await execution.PostAsync(static _ => { });
            }
        }

        await Runtime.WhenTakenUpAsync();
    }

    protected override async Task<bool> IsAtRestAsync()
    {
        await Runtime.WhenTakenUpAsync();
        await Runtime.WhenSettledAsync();
        foreach (var execution in await ReadRunningAsync())
        {
            if (!await execution.PostAsync(static inTurn => inTurn.IsAtRest))
            {
                return false;
            }
        }

        return true;
    }

    protected override async Task<IDurableClient> StartHostAsync(Action<DurableExecutionsBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(configure, Options);
        _running = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        _all.Add(_running);
        foreach (var service in _running.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return _running.GetRequiredService<IDurableClient>();
    }

    protected override async Task StopHostAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        _running = null;
    }

    protected override Task KillHostAsync()
    {
        _running = null;
        return Task.CompletedTask;
    }

    protected override async ValueTask DisposeHostsAsync()
    {
        foreach (var provider in _all)
        {
            await provider.DisposeAsync();
        }
    }

    // What is on its way into memory included.
    private async Task<IReadOnlyList<Activation>> ReadRunningAsync()
    {
        var residences = Executions.ResidencesSnapshot;
        foreach (var residence in residences.Where(static residence => residence.Resident.Current is null))
        {
            await Executions.AskAsync(residence.Resident.Id, static resident => resident.IsHereAsync(), CancellationToken.None);
        }

        return [.. residences.Select(static residence => residence.Resident.Current).OfType<Activation>()];
    }
}
