using System.Diagnostics;
using Durable.Core.Contexts;
using Durable.Core.Residence;
using Durable.Diagnostics;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Diagnostics;

/// <summary>What a host tells about executions to whoever listens: metrics, and activities.</summary>
/// <param name="metrics">The instruments.</param>
/// <param name="options">How much is told.</param>
/// <param name="timeProvider">The host's clock.</param>
/// <param name="logger">Is told of contexts that cannot be read.</param>
internal sealed partial class EngineTelemetry(EngineMetrics metrics, DurableTelemetryOptions options, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>The source of all activities.</summary>
    public static ActivitySource Source { get; } = new(DurableTelemetry.ActivitySourceName, typeof(EngineTelemetry).Assembly.GetName().Version?.ToString(3));

    public EngineMetrics Metrics => metrics;

    public DurableTelemetryOptions Options => options;

    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Begins the anchor of an execution that is about to be created; null where nobody listens.</summary>
    public StartSpan? BeginStart(ExecutionStart start) => Source.HasListeners() ? StartSpan.Begin(start, Parse(start.Id, start.Trace), this) : null;

    /// <summary>The context that an execution was started in; null when there is none, or none that can be read.</summary>
    public StoredTrace? AnchorOf(ExecutionHead head) => Parse(head.Id, head.Trace);

    /// <summary>Sets the labels of an execution that the options let onto spans.</summary>
    public void Label(Activity activity, ExecutionHead head)
    {
        if (options.IncludeBusinessKey && head.BusinessKey is { } key)
        {
            activity.SetTag(TelemetryTags.BusinessKey, key);
        }

        if (options.IncludeTenantId && head.TenantId is { } tenant)
        {
            activity.SetTag(TelemetryTags.TenantId, tenant);
        }

        foreach (var name in options.IncludedTags)
        {
            if (head.Tags?.Values.TryGetValue(name, out var value) == true)
            {
                activity.SetTag($"{TelemetryTags.TagPrefix}{name}", value);
            }
        }
    }

    /// <summary>Makes an activity that is no child of the one that happens to be current here.</summary>
    public static Activity? Create(
        SpanDefinition span, string subject, in ActivityContext parent, IEnumerable<KeyValuePair<string, object?>> tags, IEnumerable<ActivityLink>? links = null)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            return Source.CreateActivity(span.NameOf(subject), span.Kind, parent, tags, links);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>Makes the activity of an operation, with what its parent says of the execution, and its parent's baggage.</summary>
    public static Activity? Create(
        SpanDefinition span,
        Activity parent,
        OperationIdentity operation,
        OperationType type,
        string? subType,
        ReadOnlySpan<KeyValuePair<string, object?>> more)
    {
        var activity = Create(
            span,
            operation.Label,
            parent.Context,
            [
                new(TelemetryTags.FunctionName, parent.GetTagItem(TelemetryTags.FunctionName)),
                new(TelemetryTags.ExecutionArn, parent.GetTagItem(TelemetryTags.ExecutionArn)),
                new(TelemetryTags.OperationId, operation.Id),
                new(TelemetryTags.OperationType, WireNames.Of(type)),
                new(TelemetryTags.OperationSubType, subType),
                new(TelemetryTags.OperationName, operation.Name),
                new(TelemetryTags.OperationParentId, operation.ParentId),
                .. more,
            ]);
        if (activity is not null)
        {
            AddBaggage(activity, parent.Baggage);
        }

        return activity;
    }

    /// <summary>Gives an activity baggage: one that was made from a context has none.</summary>
    public static void AddBaggage(Activity activity, IEnumerable<KeyValuePair<string, string?>> baggage)
    {
        foreach (var (key, value) in baggage)
        {
            activity.AddBaggage(key, value);
        }
    }

    /// <summary>Starts an activity, and leaves the current one what it is: a flow would keep it for longer than it lives.</summary>
    public static void Start(Activity activity, DateTimeOffset at)
    {
        var current = Activity.Current;
        activity.SetStartTime(at.UtcDateTime);

        // A root would take it for its parent.
        Activity.Current = null;
        activity.Start();
        Activity.Current = current;
    }

    /// <summary>Stops an activity, and leaves the current one what it is.</summary>
    public static void Stop(Activity activity, DateTimeOffset at)
    {
        var current = Activity.Current;
        activity.SetEndTime(at.UtcDateTime);
        activity.Stop();
        Activity.Current = current;
    }

    /// <summary>A stored context; null when there is none, or none that can be read.</summary>
    public StoredTrace? Parse(ExecutionId id, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var trace = StoredTrace.Read(text, options.StoredBaggageKeys);
        if (trace is null)
        {
            LogUnreadable(logger, id);
        }

        return trace;
    }

    /// <summary>What is recorded of the trace of a sender: its context; null where there is none that can be read, or nobody listens.</summary>
    public static string? ContextOf(string? trace) =>
        trace is not null && Source.HasListeners() && AmbientTrace.TryRead(trace, out var context) ? AmbientTrace.Write(context) : null;

    [LoggerMessage(EventIds.TraceUnreadable, LogLevel.Debug, "The trace context of execution {ExecutionId} cannot be read: its spans hang on nothing.")]
    private static partial void LogUnreadable(ILogger logger, ExecutionId executionId);
}
