using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Durable.Core.Diagnostics;

/// <summary>What executions of one function tell, or those of one of its tenants. Thread-safe: lanes have turns of their own.</summary>
internal sealed class FunctionMetrics(EngineMetrics metrics, string name, string? tenant = null)
{
    private readonly KeyValuePair<string, object?> _function = EngineMetrics.Tag(MetricDimensions.Function, name);
    private readonly KeyValuePair<string, object?>? _tenant = tenant is null ? null : EngineMetrics.Tag(MetricDimensions.Tenant, tenant);
    private readonly ConcurrentDictionary<string, FunctionMetrics> _tenants = new(StringComparer.Ordinal);
    private long _running;
    private long _suspended;
    private long _steps;

    /// <summary>What metrics call the function.</summary>
    public string Name => name;

    /// <summary>Whether somebody listens to <see cref="StepEnded"/>.</summary>
    public bool WantsSteps => metrics.StepDuration.Enabled;

    /// <summary>Whether somebody listens to <see cref="InvocationEnded"/>.</summary>
    public bool WantsInvocations => metrics.InvocationDuration.Enabled;

    public void Started(bool byInvoke) =>
        Count(metrics.Started, EngineMetrics.Tag(MetricDimensions.Origin, byInvoke ? MetricValues.ByInvoke : MetricValues.ByClient));

    public void Ended(ExecutionStatus status, TimeSpan took)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Status, MetricValues.Of(status));
        Count(metrics.Ended, tag);
        Record(metrics.Duration, took.TotalSeconds, tag);
    }

    public void Parked(Exception reason) => Count(metrics.Parked, EngineMetrics.Tag(MetricDimensions.Reason, MetricValues.ReasonToPark(reason)));

    public void Refused() => Count(metrics.Refused);

    public void Diverged() => Count(metrics.Violations);

    /// <summary>An execution has its first turn.</summary>
    public void FirstTurn(TimeSpan since) => Record(metrics.StartLatency, Math.Max(0, since.TotalSeconds));

    public void InvocationEnded(string status, TimeSpan took) =>
        Record(metrics.InvocationDuration, Math.Max(0, took.TotalSeconds), EngineMetrics.Tag(MetricDimensions.Status, status));

    public void Replayed(string reason, TimeSpan took, int operations)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Reason, reason);
        Record(metrics.ReplayDuration, took.TotalSeconds, tag);
        Record(metrics.ReplayOperations, operations, tag);
    }

    public void CallbackEnded(string outcome, TimeSpan took) =>
        Record(metrics.CallbackDuration, Math.Max(0, took.TotalSeconds), EngineMetrics.Tag(MetricDimensions.Outcome, outcome));

    public void StepBegun() => Interlocked.Increment(ref _steps);

    public void StepOver() => Interlocked.Decrement(ref _steps);

    public void StepEnded(string? stepName, string outcome, TimeSpan took)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Outcome, outcome);
        if (metrics.StepNameOf(stepName) is { } step)
        {
            Record(metrics.StepDuration, took.TotalSeconds, tag, EngineMetrics.Tag(MetricDimensions.Step, step));
        }
        else
        {
            Record(metrics.StepDuration, took.TotalSeconds, tag);
        }
    }

    /// <summary>An execution has come into memory.</summary>
    public void Arrived() => Interlocked.Increment(ref _running);

    /// <summary>It has suspended there.</summary>
    public void Suspended()
    {
        Interlocked.Decrement(ref _running);
        Interlocked.Increment(ref _suspended);
    }

    /// <summary>It goes on.</summary>
    public void WentOn()
    {
        Interlocked.Decrement(ref _suspended);
        Interlocked.Increment(ref _running);
    }

    /// <summary>It has left memory.</summary>
    public void Left(bool isSuspended) => Interlocked.Decrement(ref isSuspended ? ref _suspended : ref _running);

    /// <summary>Executions in memory, by state.</summary>
    public IEnumerable<Measurement<long>> MeasureActive() =>
    [
        new(Interlocked.Read(ref _running), Tags(EngineMetrics.Tag(MetricDimensions.State, MetricValues.Running))),
        new(Interlocked.Read(ref _suspended), Tags(EngineMetrics.Tag(MetricDimensions.State, MetricValues.Suspended))),
    ];

    /// <summary>Step bodies that run.</summary>
    public Measurement<long> MeasureSteps() => new(Interlocked.Read(ref _steps), Tags());

    /// <summary>Those of one of its tenants.</summary>
    public FunctionMetrics Of(string tenant) => _tenants.GetOrAdd(tenant, static (label, all) => new FunctionMetrics(all.Metrics, all.Name, label), (Metrics: metrics, Name: name));

    /// <summary>These, and those of each of its tenants.</summary>
    public IEnumerable<FunctionMetrics> WithTenants() => _tenants.Values.Prepend(this);

    private void Count(Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (counter.Enabled)
        {
            counter.Add(1, Tags(tags));
        }
    }

    private void Record<T>(Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (histogram.Enabled)
        {
            histogram.Record(value, Tags(tags));
        }
    }

    private TagList Tags(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new TagList { _function };
        foreach (var tag in tags)
        {
            all.Add(tag);
        }

        if (_tenant is { } tenant)
        {
            all.Add(tenant);
        }

        return all;
    }
}
