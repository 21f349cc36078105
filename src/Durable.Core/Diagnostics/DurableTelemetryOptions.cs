namespace Durable;

/// <summary>What executions tell about themselves. It takes effect where somebody listens.</summary>
public sealed class DurableTelemetryOptions
{
    /// <summary>Most names that <see cref="MetricStepNames"/> may have.</summary>
    public const int MaxMetricStepNames = 100;

    /// <summary>Most tenants that metrics tell apart.</summary>
    public const int MaxTenants = 100;

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

    /// <summary>Whether spans of starts and invocations carry <c>durable.business_key</c>. Default: false.</summary>
    public bool IncludeBusinessKey { get; set; }

    /// <summary>Whether spans of starts and invocations carry <c>durable.tenant.id</c>. Default: false.</summary>
    public bool IncludeTenantId { get; set; }

    /// <summary>Keys of tags that spans of starts and invocations carry, as <c>durable.tag.KEY</c>. Default: none.</summary>
    public ISet<string> IncludedTags { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Keys of baggage that is stored with an execution, and is current again in its step bodies wherever they are traced. At most 1,024 characters of it are
    /// kept, counted in the form of the header <c>baggage</c>; an entry that has no room is left out. Default: none.
    /// </summary>
    public ISet<string> StoredBaggageKeys { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// How often <c>durable.execution.stuck</c> is counted, where somebody listens to it: by one silo of a cluster, or by the process of an embedded host. Each
    /// count reads the heads of all running executions from the store, a thousand a request, and wakes none. At least 10 seconds; null for never, which is
    /// the default.
    /// </summary>
    public TimeSpan? StuckCountInterval { get; set; }

    /// <summary>
    /// Whether the tenant is a dimension, <c>durable.tenant.id</c>, of the metrics of functions. The first <see cref="MaxTenants"/> tenants of the process are
    /// told apart; every other one is <c>_OTHER</c>. Default: false.
    /// </summary>
    public bool TenantDimension { get; set; }

    /// <summary>
    /// Names of steps that are a dimension of <c>durable.step.duration</c>; every other name is <c>_OTHER</c>. Without any, which is the default, there is
    /// no such dimension. At most <see cref="MaxMetricStepNames"/>.
    /// </summary>
    public ISet<string> MetricStepNames { get; } = new HashSet<string>(StringComparer.Ordinal);
}
