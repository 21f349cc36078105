using System.Diagnostics;
using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Diagnostics;

/// <summary>What one attempt of a step, poll or submitter tells: its span, and how long it took. Made only where somebody listens.</summary>
internal sealed class AttemptTelemetry
{
    private readonly EngineTelemetry _telemetry;
    private readonly FunctionMetrics _metrics;
    private readonly OperationIdentity _operation;
    private readonly Activity? _parent;
    private readonly Activity? _span;
    private readonly long _begunAt;
    private long _bodyEndedAt;
    private bool _isEntered;
    private bool _isOver;

    /// <param name="telemetry">The host's.</param>
    /// <param name="metrics">The function's.</param>
    /// <param name="parent">What its span hangs on: the invocation, or the segment of its context; null where none is told of.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="subType">Its sub-type.</param>
    /// <param name="kind">What the attempt does: step, poll, submit.</param>
    /// <param name="attempt">Which attempt.</param>
    /// <param name="runId">The run.</param>
    public AttemptTelemetry(
        EngineTelemetry telemetry,
        FunctionMetrics metrics,
        Activity? parent,
        OperationIdentity operation,
        string subType,
        SpanDefinition kind,
        int attempt,
        string runId)
    {
        _telemetry = telemetry;
        _metrics = metrics;
        _operation = operation;
        _parent = parent;
        _begunAt = telemetry.TimeProvider.GetTimestamp();
        if (parent is not null && telemetry.Options.Detail >= TraceDetail.Steps)
        {
            _span = EngineTelemetry.Create(
                kind,
                parent,
                operation,
                OperationType.Step,
                subType,
                [new(TelemetryTags.AttemptNumber, attempt), new(TelemetryTags.EffectId, $"{runId}/{operation.Id}")]);
        }
    }

    /// <summary>The body is about to run, in this flow: what it does hangs on the attempt, or on that where attempts are not told of.</summary>
    public void Enter()
    {
        _isEntered = true;
        if (_span is { } span)
        {
            EngineTelemetry.Start(span, _telemetry.TimeProvider.GetUtcNow());
        }

        if (_parent is not null)
        {
            Activity.Current = _span ?? _parent;
        }
    }

    /// <summary>The body has ended. What it came to is decided elsewhere, a little later.</summary>
    public void Leave() => Volatile.Write(ref _bodyEndedAt, _telemetry.TimeProvider.GetTimestamp());

    /// <summary>It is recorded what the attempt came to.</summary>
    /// <param name="recorded">The operation's new state.</param>
    /// <param name="error">What the body threw; null when it did not.</param>
    /// <returns>The same state.</returns>
    public Operation End(Operation recorded, Exception? error)
    {
        End(
            error is StepTimedOutException ? MetricValues.TimedOut
            : recorded.Status == OperationStatus.Failed ? MetricValues.Failed
            : error is null ? MetricValues.Succeeded
            : MetricValues.Retried,
            error);
        return recorded;
    }

    /// <summary>It came to nothing: its caller gave up, or the execution has ended or left.</summary>
    public void EndUndecided()
    {
        if (!_isOver)
        {
            End(MetricValues.Cancelled, error: null);
        }
    }

    private void End(string outcome, Exception? error)
    {
        _isOver = true;
        if (!_isEntered)
        {
            return;
        }

        // A body that was left behind may run on; the attempt is over all the same.
        var endedAt = Volatile.Read(ref _bodyEndedAt) is not 0 and var at ? at : _telemetry.TimeProvider.GetTimestamp();
        var took = _telemetry.TimeProvider.GetElapsedTime(_begunAt, endedAt);
        _metrics.StepEnded(_operation.Name, outcome, took);
        if (_span is { } span)
        {
            span.SetTag(TelemetryTags.AttemptOutcome, outcome);
            if (error is not null || outcome == MetricValues.Failed)
            {
                span.SetTag(TelemetryTags.ErrorType, error?.GetType().FullName ?? outcome);
                span.SetStatus(ActivityStatusCode.Error, _telemetry.Options.IncludeErrorMessages ? error?.Message : null);
            }

            EngineTelemetry.Stop(span, new DateTimeOffset(span.StartTimeUtc) + took);
        }
    }
}
