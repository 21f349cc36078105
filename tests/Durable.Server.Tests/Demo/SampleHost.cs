using Durable.Samples;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Server.Tests.Demo;

/// <summary>The embedded host with the sample functions, in memory and on a clock that goes only as far as the functions wait.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    // Whatever is due later than that is the host's housekeeping.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private readonly ServiceProvider _services;

    private SampleHost() => _services = new ServiceCollection()
        .AddSingleton<TimeProvider>(_clock)
        .AddDurableExecutions(static durable => durable.UseInMemoryStore().AddSampleFunctions().ConfigureEngine(static options => options.BlockedTurnAfter = 4 * s_longestWait))
        .BuildServiceProvider();

    public IDurableClient Client => _services.GetRequiredService<IDurableClient>();

    public static async Task<SampleHost> StartAsync()
    {
        var host = new SampleHost();
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return host;
    }

    /// <summary>Runs an execution to its end.</summary>
    public async Task<TResult> RunAsync<TInput, TResult>(string function, TInput input)
    {
        var execution = await Client.StartAsync(function, input);
        var result = execution.WithResult<TResult>().WaitForResultAsync();
        while (await Task.WhenAny(result, _clock.WaitForTimerAsync(s_longestWait)) != result)
        {
            _clock.AdvanceToNextTimer();
        }

        return await result;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
