using System.Collections.Concurrent;
using System.Diagnostics;
using Durable.Server.Tests.Testing;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Durable.Server.Tests.Telemetry;

/// <summary>The two methods for OpenTelemetry, under its own SDK.</summary>
public sealed class InstrumentationTests
{
    private const int Executions = 200;

    [Fact]
    public async Task Both_methods_configure_the_options_of_the_host()
    {
        var services = new ServiceCollection();
        services.AddOpenTelemetry()
            .WithTracing(static traces => traces.AddDurableInstrumentation(static options => options.TraceContinuity = TimeSpan.FromHours(1)))
            .WithMetrics(static metrics => metrics.AddDurableInstrumentation(static options => options.MetricStepNames.Add("charge")));
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<DurableTelemetryOptions>>().Value;

        Assert.Equal(TimeSpan.FromHours(1), options.TraceContinuity);
        Assert.Equal(["charge"], options.MetricStepNames);
    }

    [Fact]
    public async Task A_sampler_that_goes_by_the_parent_decides_once_for_an_execution()
    {
        var function = $"sampled-{Guid.NewGuid():N}"[..20];
        using var exporter = new Exporter(function);
        using var traces = Sdk.CreateTracerProviderBuilder()
            .AddDurableInstrumentation()
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(0.5)))
            .AddProcessor(exporter)
            .Build();
        var server = new ServerFixture(durable => durable.AddFunction<string, string>(function, static async (text, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return text;
        }));
        await server.InitializeAsync();
        server.Services.GetRequiredService<IOptions<DurableTelemetryOptions>>().Value.TraceContinuity = TimeSpan.Zero;
        for (var i = 0; i < Executions; i++)
        {
            await server.StartAsync(function, $"e-{i}", "\"a\"");
        }

        var client = server.Services.GetRequiredService<IDurableClient>();
        await server.Clock.DriveAsync(Task.WhenAll(Enumerable.Range(0, Executions).Select(i => client.WaitForCompletionAsync(new ExecutionId(function, $"e-{i}")))));
        await server.DisposeAsync();

        var runs = exporter.Spans.Where(static span => span.Kind == ActivityKind.Consumer)
            .GroupBy(static span => span.GetTagItem("durable.execution.name"))
            .Select(static group => group.Select(static span => span.TraceId).Distinct().Count())
            .ToList();
        Assert.InRange(runs.Count, Executions / 4, Executions * 3 / 4);
        Assert.All(runs, static traceIds => Assert.Equal(2, traceIds));
    }

    private sealed class Exporter(string function) : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public IReadOnlyCollection<Activity> Spans => _spans;

        public override void OnEnd(Activity data)
        {
            if (data.Recorded && data.GetTagItem("durable.function.name") as string == function)
            {
                _spans.Enqueue(data);
            }
        }
    }
}
