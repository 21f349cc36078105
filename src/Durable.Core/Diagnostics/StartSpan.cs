using System.Diagnostics;
using Durable.Core.Residence;
using Durable.Storage;

namespace Durable.Core.Diagnostics;

/// <summary>
/// The anchor of an execution: the span of its creation, on which its invocations hang. The host makes it, so that there is one whoever starts the
/// execution; it is exported long before a process could die with it.
/// </summary>
internal sealed class StartSpan : IDisposable
{
    private readonly Activity? _activity;
    private readonly EngineTelemetry _telemetry;
    private readonly StoredTrace? _caller;

    private StartSpan(Activity? activity, EngineTelemetry telemetry, StoredTrace? caller)
    {
        _activity = activity;
        _telemetry = telemetry;
        _caller = caller;
    }

    /// <summary>What is stored with the execution; null for nothing. Whoever decided against the caller's trace has decided for all of it.</summary>
    public string? Stored => (_activity is null ? _caller : new StoredTrace(_activity.Context, _caller?.Baggage ?? []))?.ToString();

    /// <param name="start">The start.</param>
    /// <param name="caller">The trace of whoever starts it; null for none.</param>
    /// <param name="telemetry">The host's.</param>
    public static StartSpan Begin(ExecutionStart start, StoredTrace? caller, EngineTelemetry telemetry)
    {
        var function = start.Id.FunctionName;
        var activity = EngineTelemetry.Create(
            start.IsInvoke ? SpanCatalogue.Invoke : SpanCatalogue.Start,
            function,
            caller?.Context ?? default,
            [new(TelemetryTags.FunctionName, function), new(TelemetryTags.ExecutionName, start.Id.Name)]);
        if (activity is not null)
        {
            EngineTelemetry.Start(activity, telemetry.TimeProvider.GetUtcNow());
        }

        return new StartSpan(activity, telemetry, caller);
    }

    /// <summary>The execution has been created.</summary>
    public void Created(ExecutionHead head)
    {
        if (_activity is { } activity)
        {
            activity.SetTag(TelemetryTags.ExecutionArn, head.Arn).SetTag(TelemetryTags.FunctionVersion, head.FunctionVersion);
            _telemetry.Label(activity, head);
        }
    }

    /// <summary>The execution exists already: it has an anchor.</summary>
    public void Discard()
    {
        if (_activity is { } activity)
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
        }
    }

    public void Dispose()
    {
        if (_activity is { } activity)
        {
            EngineTelemetry.Stop(activity, _telemetry.TimeProvider.GetUtcNow());
        }
    }
}
