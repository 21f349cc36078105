using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Durable.Core.Diagnostics;

/// <summary>The instruments of one host. Thread-safe; an instrument that nobody listens to costs the question whether somebody does.</summary>
internal sealed class EngineMetrics
{
    // Without a factory, which every generic host has, all hosts of a process share one.
    private static readonly Meter s_process = new(DurableTelemetry.MeterName);

    private readonly ConcurrentDictionary<string, FunctionMetrics> _functions = new(StringComparer.Ordinal);
    private readonly DurableFunctionRegistry? _registered;
    private readonly ISet<string> _stepNames;
    private readonly TenantLabels? _tenants;
    private readonly FunctionMetrics _other;
    private readonly Histogram<double> _wakeLateness;
    private readonly Counter<long> _activationEnded;
    private readonly Counter<long> _retentionDeleted;
    private Func<int> _queued = static () => 0;
    private ObservableGauge<long>? _stuck;
    private IReadOnlyList<Measurement<long>> _stuckNow = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">The host's; null where it has none. What is looked at, not told, is only there with it: it ends with its host.</param>
    /// <param name="registered">The functions whose names may be told; null for none.</param>
    /// <param name="store">Name of the store.</param>
    /// <param name="options">What else may be told.</param>
    public EngineMetrics(IMeterFactory? factory, DurableFunctionRegistry? registered, string store, DurableTelemetryOptions options)
    {
        var meter = factory?.Create(new MeterOptions(DurableTelemetry.MeterName)) ?? s_process;
        _registered = registered;
        _stepNames = options.MetricStepNames;
        _tenants = options.TenantDimension ? new TenantLabels() : null;
        Started = Counter(meter, MetricCatalogue.ExecutionStarted);
        Ended = Counter(meter, MetricCatalogue.ExecutionEnded);
        Parked = Counter(meter, MetricCatalogue.ExecutionParked);
        Refused = Counter(meter, MetricCatalogue.AdmissionRefused);
        Violations = Counter(meter, MetricCatalogue.DeterminismViolations);
        Duration = Seconds(meter, MetricCatalogue.ExecutionDuration);
        StartLatency = Seconds(meter, MetricCatalogue.StartLatency);
        InvocationDuration = Seconds(meter, MetricCatalogue.InvocationDuration);
        ReplayDuration = Seconds(meter, MetricCatalogue.ReplayDuration);
        ReplayOperations = Count(meter, MetricCatalogue.ReplayOperations);
        StepDuration = Seconds(meter, MetricCatalogue.StepDuration);
        CallbackDuration = Seconds(meter, MetricCatalogue.CallbackDuration);
        _wakeLateness = Seconds(meter, MetricCatalogue.WakeLateness);
        _activationEnded = Counter(meter, MetricCatalogue.ActivationEnded);
        _retentionDeleted = Counter(meter, MetricCatalogue.RetentionDeleted);
        Checkpoints = new CheckpointMetrics(
            store,
            Seconds(meter, MetricCatalogue.CheckpointDuration),
            Count(meter, MetricCatalogue.CheckpointRecords),
            Count(meter, MetricCatalogue.CheckpointBytes),
            Count(meter, MetricCatalogue.CheckpointWaiters));
        _other = new FunctionMetrics(this, MetricDimensions.Other);
        if (factory is not null)
        {
            Observe(meter);
        }
    }

    public Counter<long> Started { get; }

    public Counter<long> Ended { get; }

    public Counter<long> Parked { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Violations { get; }

    public Histogram<double> Duration { get; }

    public Histogram<double> StartLatency { get; }

    public Histogram<double> InvocationDuration { get; }

    public Histogram<double> ReplayDuration { get; }

    public Histogram<long> ReplayOperations { get; }

    public Histogram<double> StepDuration { get; }

    public Histogram<double> CallbackDuration { get; }

    /// <summary>Those of checkpoints.</summary>
    public CheckpointMetrics Checkpoints { get; }

    /// <summary>Those of a function. There are as many as registered functions, and one for all other names.</summary>
    public FunctionMetrics Of(string functionName) =>
        _functions.TryGetValue(functionName, out var known) ? known
        : _registered?.Contains(functionName) == true ? _functions.GetOrAdd(functionName, static (name, metrics) => new FunctionMetrics(metrics, name), this)
        : _other;

    /// <summary>Those of one tenant, where tenants are told apart; otherwise those of the function.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="tenantId">The tenant; null for none.</param>
    public FunctionMetrics Of(string functionName, string? tenantId) =>
        _tenants is null || tenantId is null ? Of(functionName) : Of(functionName).Of(_tenants.LabelOf(tenantId));

    /// <summary>The value of <see cref="MetricDimensions.Step"/> for a step; null where there is no such dimension.</summary>
    public string? StepNameOf(string? name) =>
        _stepNames.Count == 0 ? null : name is not null && _stepNames.Contains(name) ? name : MetricDimensions.Other;

    /// <summary>A wait has elapsed.</summary>
    /// <param name="late">How late.</param>
    public void Elapsed(TimeSpan late) => _wakeLateness.Record(Math.Max(0, late.TotalSeconds));

    /// <summary>An execution has left memory.</summary>
    public void ActivationEnded(string reason) => _activationEnded.Add(1, Tag(MetricDimensions.Reason, reason));

    /// <summary>Executions were deleted after their retention.</summary>
    public void Deleted(int count)
    {
        if (count > 0)
        {
            _retentionDeleted.Add(count);
        }
    }

    /// <summary>Whether somebody listens to <see cref="CountStuck"/>.</summary>
    public bool WantsStuck => _stuck is { Enabled: true };

    /// <summary>So many executions of the store were stuck just now.</summary>
    /// <param name="stuck">By function and reason.</param>
    public void CountStuck(IEnumerable<KeyValuePair<(string FunctionName, StuckReason Reason), long>> stuck) => Volatile.Write(ref _stuckNow,
    [
        .. from one in stuck
           group one.Value by (Function: Of(one.Key.FunctionName).Name, one.Key.Reason) into same
           select new Measurement<long>(
               same.Sum(), Tag(MetricDimensions.Function, same.Key.Function), Tag(MetricDimensions.Reason, MetricValues.Of(same.Key.Reason))),
    ]);

    /// <summary>Names what knows how many starts wait for a place.</summary>
    public void ObserveQueue(Func<int> queued) => _queued = queued;

    /// <summary>A dimension and its value.</summary>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static Counter<long> Counter(Meter meter, MetricDefinition metric) => meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description);

    private static Histogram<double> Seconds(Meter meter, MetricDefinition metric) => meter.CreateHistogram(
        metric.Name, metric.Unit, metric.Description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Buckets });

    private static Histogram<long> Count(Meter meter, MetricDefinition metric) => meter.CreateHistogram(
        metric.Name,
        metric.Unit,
        metric.Description,
        tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. metric.Buckets.Select(static bound => (long)bound)] });

    private void Observe(Meter meter)
    {
        var active = MetricCatalogue.ExecutionActive;
        meter.CreateObservableUpDownCounter(
            active.Name, () => All().SelectMany(static function => function.MeasureActive()), active.Unit, active.Description);
        var steps = MetricCatalogue.StepActive;
        meter.CreateObservableUpDownCounter(steps.Name, () => All().Select(static function => function.MeasureSteps()), steps.Unit, steps.Description);
        var queued = MetricCatalogue.AdmissionQueued;
        meter.CreateObservableGauge(queued.Name, () => _queued(), queued.Unit, queued.Description);
        var stuck = MetricCatalogue.ExecutionStuck;
        _stuck = meter.CreateObservableGauge(stuck.Name, () => Volatile.Read(ref _stuckNow), stuck.Unit, stuck.Description);
    }

    private IEnumerable<FunctionMetrics> All() => _functions.Values.SelectMany(static function => function.WithTenants());
}
