namespace Durable;

/// <summary>What executions tell about themselves. It takes effect where somebody listens.</summary>
public sealed class DurableTelemetryOptions
{
    /// <summary>Most names that <see cref="MetricStepNames"/> may have.</summary>
    public const int MaxMetricStepNames = 100;

    /// <summary>How much of an execution becomes spans. Default: <see cref="TraceDetail.Steps"/>.</summary>
    public TraceDetail Detail { get; set; } = TraceDetail.Steps;

    /// <summary>
    /// How long after its start an execution stays in the trace of its start. From then on, and from its second run on, each invocation has a trace of
    /// its own that links to the start. At least 0, which gives each invocation a trace; <see cref="TimeSpan.MaxValue"/> keeps one trace for ever.
    /// Default: 15 minutes.
    /// </summary>
    public TimeSpan TraceContinuity { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether spans carry the messages of errors, which may quote data. Default: false.</summary>
    public bool IncludeErrorMessages { get; set; }

    /// <summary>
    /// Names of steps that are a dimension of <c>durable.step.duration</c>; every other name is <c>_OTHER</c>. Without any, which is the default, there is
    /// no such dimension. At most <see cref="MaxMetricStepNames"/>.
    /// </summary>
    public ISet<string> MetricStepNames { get; } = new HashSet<string>(StringComparer.Ordinal);
}
