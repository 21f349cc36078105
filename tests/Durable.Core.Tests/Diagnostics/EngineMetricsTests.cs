using System.Diagnostics.Metrics;
using Durable.Core.Diagnostics;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Core.Tests.Diagnostics;

public sealed class EngineMetricsTests : IDisposable
{
    private const string Function = "durable.function.name=function";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);

    private readonly DurableTelemetryOptions _options = new();
    private readonly ServiceProvider _services;
    private readonly TestMeterFactory _factory = new();
    private readonly EngineHarness _engine;

    public EngineMetricsTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<IMeterFactory>(_factory)
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(_options))
            .BuildServiceProvider();
        _engine = new EngineHarness { Services = _services };
    }

    public void Dispose()
    {
        _services.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public void Every_instrument_is_made_as_the_catalogue_says()
    {
        using var recorder = new MetricRecorder(_factory);
        _ = new EngineMetrics(_factory, new DurableFunctionRegistry(), "store", _options);

        Assert.Equal(
            MetricCatalogue.All.OrderBy(static metric => metric.Name, StringComparer.Ordinal).Select(static metric => (metric.Name, metric.Unit, metric.Description, metric.Kind)),
            recorder.Instruments.Values.OrderBy(static one => one.Name, StringComparer.Ordinal).Select(static one => (one.Name, one.Unit!, one.Description!, KindOf(one))));
    }

    [Fact]
    public void What_is_told_has_the_dimensions_of_the_catalogue()
    {
        using var recorder = new MetricRecorder(_factory);
        _options.MetricStepNames.Add("charge");
        RunAll();
        recorder.Look();

        var metrics = MetricCatalogue.All.ToDictionary(static metric => metric.Name);
        Assert.All(recorder.Instruments.Keys.SelectMany(recorder.Of), measured => Assert.Equal(
            metrics[measured.Name].Dimensions, measured.Dimensions.Select(static dimension => dimension[..dimension.IndexOf('=', StringComparison.Ordinal)])));
    }

    [Fact]
    public void An_execution_is_counted_with_its_invocations_and_attempts()
    {
        using var recorder = new MetricRecorder(_factory);
        RunAll();

        Assert.Equal(1, recorder.Sum("durable.execution.ended", "status=succeeded"));
        Assert.Single(recorder.Of("durable.start.latency"));
        Assert.Equal([s_short.TotalSeconds * 3], recorder.Of("durable.execution.duration").Select(static one => one.Value));
        Assert.Equal(3, recorder.Of("durable.invocation.duration").Count(static one => one.Dimensions.Contains("status=suspended")));
        Assert.Equal(
            [["outcome=retried"], ["outcome=succeeded"]],
            recorder.Of("durable.step.duration").Select(static one => one.Dimensions.Except([Function])));
        Assert.Equal([0.0], recorder.Of("durable.wake.lateness").Select(static one => one.Value));
        Assert.Equal([s_short.TotalSeconds], recorder.Of("durable.callback.duration").Select(static one => one.Value));
        Assert.Equal(_engine.Writes - 1, recorder.Of("durable.checkpoint.duration").Count(static one => one.Dimensions.Contains("outcome=committed")));
        Assert.Equal(1, recorder.Sum("durable.activation.ended", "reason=ended"));
    }

    [Fact]
    public void What_is_in_memory_is_counted_by_its_state()
    {
        using var recorder = new MetricRecorder(_factory);
        _engine.Start(static async context =>
        {
            await context.WaitAsync(s_short);
            return 1;
        });
        Assert.Equal((1, 0), Look());

        _engine.RunUntilIdle();
        Assert.Equal((0, 1), Look());

        _engine.RunToEnd();
        Assert.Equal((0, 0), Look());

        (double Running, double Suspended) Look()
        {
            // Each activation of the harness has an engine of its own, which all tell of what they have.
            var seen = recorder.Of("durable.execution.active").Count;
            recorder.Look();
            var active = recorder.Of("durable.execution.active").Skip(seen).ToList();
            return (Of("running"), Of("suspended"));

            double Of(string state) => active.Where(one => one.Dimensions.Contains($"state={state}")).Sum(static one => one.Value);
        }
    }

    [Fact]
    public void A_replay_says_what_it_was_for_and_how_much_it_read()
    {
        using var recorder = new MetricRecorder(_factory);
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        _engine.RunToEnd();

        var replay = Assert.Single(recorder.Of("durable.replay.operations"));
        Assert.Equal(2, replay.Value);
        Assert.Contains("reason=wake", replay.Dimensions);
        Assert.Equal(1, recorder.Sum("durable.activation.ended", "reason=hibernated"));
    }

    [Fact]
    public void The_name_of_a_step_is_told_only_if_it_is_on_the_list()
    {
        using var recorder = new MetricRecorder(_factory);
        _options.MetricStepNames.Add("charge");
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "charge");
            return await context.StepAsync(static (_, _) => Task.FromResult(1), $"order-{Guid.NewGuid()}");
        });
        _engine.RunToEnd();

        Assert.Equal(
            ["durable.step.name=charge", "durable.step.name=_OTHER"],
            recorder.Of("durable.step.duration").SelectMany(static one => one.Dimensions).Where(static one => one.StartsWith("durable.step", StringComparison.Ordinal)));
    }

    [Fact]
    public void Tenants_are_told_apart_where_that_is_wanted_but_not_all()
    {
        using var recorder = new MetricRecorder(_factory);
        _options.TenantDimension = true;
        var registry = new DurableFunctionRegistry();
        var metrics = new EngineMetrics(_factory, registry, "store", _options);
        for (var i = 0; i < 1_000; i++)
        {
            metrics.Of("function", $"tenant-{i}").Started(byInvoke: true);
        }

        metrics.Of("function", null).Started(byInvoke: true);
        metrics.Of("function", "tenant-7").Arrived();
        recorder.Look();

        var started = recorder.Of("durable.execution.started");
        Assert.Equal(900, started.Count(static one => one.Dimensions.Contains("durable.tenant.id=_OTHER")));
        Assert.Equal(102, started.Select(static one => one.ToString()).Distinct().Count());
        Assert.Single(started, static one => !one.Dimensions.Any(static dimension => dimension.StartsWith("durable.tenant", StringComparison.Ordinal)));
    }

    [Fact]
    public void Tenants_are_no_dimension_by_default()
    {
        using var recorder = new MetricRecorder(_factory);
        new EngineMetrics(_factory, new DurableFunctionRegistry(), "store", _options).Of("function", "acme").Started(byInvoke: true);

        Assert.DoesNotContain("tenant", Assert.Single(recorder.Series), StringComparison.Ordinal);
    }

    [Fact]
    public void However_many_names_there_are_the_series_stay_few()
    {
        using var recorder = new MetricRecorder(_factory);
        var registry = new DurableFunctionRegistry();
        var metrics = new EngineMetrics(_factory, registry, "store", _options);
        for (var i = 0; i < 100_000; i++)
        {
            var function = metrics.Of($"no-such-function-{i}");
            function.Started(byInvoke: i % 2 == 0);
            function.Parked(new FunctionNotFoundException($"no-such-function-{i}", []));
            function.Ended(ExecutionStatus.Failed, TimeSpan.FromSeconds(1));
            function.StepEnded($"step-{i}", MetricValues.Succeeded, TimeSpan.Zero);
        }

        Assert.Equal(6, recorder.Series.Count);
        Assert.All(recorder.Series, static one => Assert.Contains("durable.function.name=_OTHER", one, StringComparison.Ordinal));
    }

    [Fact]
    public void Code_that_does_not_fit_its_log_is_counted()
    {
        using var recorder = new MetricRecorder(_factory);
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "before");
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        _engine.RunUntilIdle();
        _engine.Deploy(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "other");
            return 1;
        });
        _engine.CrashAndResume();

        Assert.Equal(1, recorder.Sum("durable.determinism.violations", Function));
        Assert.Equal(1, recorder.Sum("durable.activation.ended", "reason=parked"));
    }

    [Fact]
    public void Hosts_without_a_factory_share_the_meter_of_the_process()
    {
        List<Instrument> published = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Name == MetricCatalogue.ExecutionParked.Name && instrument.Meter.Scope is null)
                {
                    published.Add(instrument);
                }
            },
        };
        _ = new EngineMetrics(null, null, "one", _options);
        _ = new EngineMetrics(null, null, "two", _options);
        listener.Start();

        Assert.Single(published);
    }

    [Theory]
    [InlineData(101, "DurableTelemetryOptions.MetricStepNames.Count is 101: set it to at most 100: each name is a time series.")]
    [InlineData(100, null)]
    public void More_than_a_hundred_step_names_are_refused(int names, string? problem)
    {
        var options = new DurableTelemetryOptions();
        for (var i = 0; i < names; i++)
        {
            options.MetricStepNames.Add($"{i}");
        }

        Assert.Equal(problem, new DurableTelemetryOptionsValidator().Validate(null, options).FailureMessage);
    }

    private static MetricKind KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var name when name.StartsWith("Histogram", StringComparison.Ordinal) => MetricKind.Histogram,
        var name when name.StartsWith("ObservableUpDownCounter", StringComparison.Ordinal) => MetricKind.UpDownCounter,
        var name when name.StartsWith("ObservableGauge", StringComparison.Ordinal) => MetricKind.Gauge,
        _ => MetricKind.Counter,
    };

    // A retry, a wait and a callback, all in memory.
    private void RunAll()
    {
        _engine.Start(static async context =>
        {
            await context.StepAsync(
                static (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException() : Task.FromResult(1),
                "charge",
                new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(s_short)) });
            await context.WaitAsync(s_short);
            return await (await context.CreateCallbackAsync<int>()).GetResultAsync();
        });
        _engine.Advance(s_short);
        _engine.Advance(s_short);
        _engine.Advance(s_short);
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1");
        _engine.RunToEnd();
    }
}
