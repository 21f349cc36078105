using System.Diagnostics.Metrics;

namespace Durable.Core.Diagnostics;

/// <summary>What executions of one function tell. Thread-safe: lanes have turns of their own.</summary>
internal sealed class FunctionMetrics(EngineMetrics metrics, string name)
{
    private readonly KeyValuePair<string, object?> _function = EngineMetrics.Tag(MetricDimensions.Function, name);
    private long _running;
    private long _suspended;
    private long _steps;

    /// <summary>Whether somebody listens to <see cref="StepEnded"/>.</summary>
    public bool WantsSteps => metrics.StepDuration.Enabled;

    /// <summary>Whether somebody listens to <see cref="InvocationEnded"/>.</summary>
    public bool WantsInvocations => metrics.InvocationDuration.Enabled;

    public void Started(bool byInvoke) =>
        metrics.Started.Add(1, _function, EngineMetrics.Tag(MetricDimensions.Origin, byInvoke ? MetricValues.ByInvoke : MetricValues.ByClient));

    public void Ended(ExecutionStatus status, TimeSpan took)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Status, MetricValues.Of(status));
        metrics.Ended.Add(1, _function, tag);
        metrics.Duration.Record(took.TotalSeconds, _function, tag);
    }

    public void Parked(Exception reason) => metrics.Parked.Add(1, _function, EngineMetrics.Tag(MetricDimensions.Reason, MetricValues.ReasonToPark(reason)));

    public void Refused() => metrics.Refused.Add(1, _function);

    public void Diverged() => metrics.Violations.Add(1, _function);

    /// <summary>An execution has its first turn.</summary>
    public void FirstTurn(TimeSpan since) => metrics.StartLatency.Record(Math.Max(0, since.TotalSeconds), _function);

    public void InvocationEnded(string status, TimeSpan took) =>
        metrics.InvocationDuration.Record(Math.Max(0, took.TotalSeconds), _function, EngineMetrics.Tag(MetricDimensions.Status, status));

    public void Replayed(string reason, TimeSpan took, int operations)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Reason, reason);
        metrics.ReplayDuration.Record(took.TotalSeconds, _function, tag);
        metrics.ReplayOperations.Record(operations, _function, tag);
    }

    public void CallbackEnded(string outcome, TimeSpan took) =>
        metrics.CallbackDuration.Record(Math.Max(0, took.TotalSeconds), _function, EngineMetrics.Tag(MetricDimensions.Outcome, outcome));

    public void StepBegun() => Interlocked.Increment(ref _steps);

    public void StepOver() => Interlocked.Decrement(ref _steps);

    public void StepEnded(string? stepName, string outcome, TimeSpan took)
    {
        var tag = EngineMetrics.Tag(MetricDimensions.Outcome, outcome);
        if (metrics.StepNameOf(stepName) is { } step)
        {
            metrics.StepDuration.Record(took.TotalSeconds, _function, tag, EngineMetrics.Tag(MetricDimensions.Step, step));
        }
        else
        {
            metrics.StepDuration.Record(took.TotalSeconds, _function, tag);
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
        new(Interlocked.Read(ref _running), _function, EngineMetrics.Tag(MetricDimensions.State, MetricValues.Running)),
        new(Interlocked.Read(ref _suspended), _function, EngineMetrics.Tag(MetricDimensions.State, MetricValues.Suspended)),
    ];

    /// <summary>Step bodies that run.</summary>
    public Measurement<long> MeasureSteps() => new(Interlocked.Read(ref _steps), _function);
}
