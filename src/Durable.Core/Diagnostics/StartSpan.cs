using System.Diagnostics;
using Durable.Core.Residence;
using Durable.Diagnostics;
using Durable.Storage;

namespace Durable.Core.Diagnostics;

/// <summary>
/// The anchor of an execution: the span of its creation, on which its invocations hang. The host makes it, so that there is one whoever starts the
/// execution; it is exported long before a process could die with it.
/// </summary>
internal sealed class StartSpan : IDisposable
{
    private readonly Activity? _activity;
    private readonly TimeProvider _timeProvider;
    private readonly string? _given;

    private StartSpan(Activity? activity, TimeProvider timeProvider, string? given)
    {
        _activity = activity;
        _timeProvider = timeProvider;
        _given = given;
    }

    /// <summary>What is stored with the execution; null for nothing.</summary>
    public string? Stored => _activity is null ? _given : AmbientTrace.Write(_activity.Context);

    /// <param name="start">The start.</param>
    /// <param name="caller">The context of whoever starts it; null for none.</param>
    /// <param name="timeProvider">The clock.</param>
    public static StartSpan Begin(ExecutionStart start, ActivityContext? caller, TimeProvider timeProvider)
    {
        var function = start.Id.FunctionName;
        var activity = EngineTelemetry.Create(
            start.IsInvoke ? SpanCatalogue.Invoke : SpanCatalogue.Start,
            function,
            caller ?? default,
            [new(TelemetryTags.FunctionName, function), new(TelemetryTags.ExecutionName, start.Id.Name)]);
        if (activity is not null)
        {
            EngineTelemetry.Start(activity, timeProvider.GetUtcNow());
        }

        // Whoever decided against this trace has decided for all of it.
        return new StartSpan(activity, timeProvider, caller is null ? null : start.Trace);
    }

    /// <summary>The execution has been created.</summary>
    public void Created(ExecutionHead head) => _activity?
        .SetTag(TelemetryTags.ExecutionArn, head.Arn)
        .SetTag(TelemetryTags.FunctionVersion, head.FunctionVersion);

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
            EngineTelemetry.Stop(activity, _timeProvider.GetUtcNow());
        }
    }
}
