using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Testing;

/// <summary>Executions of the store that are stuck, as a metric of the host.</summary>
public abstract class StuckMetricContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Metric = "durable.execution.stuck";

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task One_process_counts_what_nobody_has_in_memory()
    {
        var function = $"stuck-{UniqueName()[..12]}";
        using var factory = new TestMeterFactory();
        using var recorder = new MetricRecorder(factory);
        await Host.StartAsync(durable =>
        {
            durable.Services.AddSingleton<IMeterFactory>(factory);
            durable.Services.Configure<DurableTelemetryOptions>(static options => options.StuckCountInterval = s_interval);
            durable.AddFunction<string?, int>(function, static (_, _) => Task.FromResult(1));
        });
        await Host.Store.CreateAsync(SampleHeads.New(Clock.GetUtcNow(), function) with { ParkedAt = Clock.GetUtcNow(), WakeUp = null });
        recorder.Look();
        Assert.Empty(recorder.Of(Metric));

        Clock.Advance(s_interval);
        await Patience.UntilAsync(IsCountedAsync, "the first count");

        Assert.Equal([$"{Metric}{{durable.function.name={function},reason=parked}}"], recorder.Of(Metric).Select(static one => one.ToString()));
        Assert.Equal(1, recorder.Sum(Metric));

        Task<bool> IsCountedAsync()
        {
            recorder.Look();
            return Task.FromResult(recorder.Of(Metric).Count > 0);
        }
    }
}
