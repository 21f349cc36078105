using Durable.Core.Diagnostics;
using Durable.Core.Log.Records;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Engine;

/// <content>Callbacks: what arrives from outside, what times out, and who waits for either.</content>
internal sealed partial class Execution
{
    private readonly ArrivalWaiters _arrivalWaiters = new();

    /// <summary>Number of the last record about something that arrived from outside. Whoever has seen it depends on it.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Does what a sender wants of a callback.</summary>
    /// <returns>The outcome, once what it says is durable.</returns>
    public async Task<CallbackOutcome> AnswerAsync(CallbackRequest request)
    {
        if (HasLeft || _isDraining)
        {
            return CallbackOutcome.Retry;
        }

        // A refusal must be as durable as what it says, or the next activation would contradict it.
        if (_phase == Phase.Running)
        {
            var outcome = Answer(request);

            // One that has overtaken this one may know it, or another one in its place: of the next run, or of what was not committed here.
            var isCertain = outcome == CallbackOutcome.Unknown ? IsNewestAsync() : WhenDurableAsync(LastArrival);
            return await isCertain ? outcome : CallbackOutcome.Retry;
        }

        if (_next is not null)
        {
            // The next run answers, once it is there.
            await WhenDurableAsync(long.MaxValue);
            return CallbackOutcome.Retry;
        }

        var refusal = CallbackRules.Refuse(Find(request.OperationId), request) ?? CallbackOutcome.ExecutionEnded;
        return await WhenDurableAsync(_batcher.LastSequence) ? refusal : CallbackOutcome.Retry;
    }

    private CallbackOutcome Answer(CallbackRequest request)
    {
        var now = _clock.Now;
        TimeOutCallbacks(now);
        if (CallbackRules.Refuse(Find(request.OperationId), request) is { } refusal)
        {
            return refusal;
        }

        if (request.Action == CallbackAction.Heartbeat)
        {
            LingerFrom(now);
            if (Find(request.OperationId)!.Callback!.HeartbeatSeconds is null)
            {
                return CallbackOutcome.Accepted;
            }
        }

        var record = new CallbackRecord(request.OperationId, request.Action, now)
        {
            Payload = WellFormedText.Of(request.Payload),
            Error = request.Action == CallbackAction.Fail ? ErrorObjects.Fit(request.Error ?? new ErrorObject()) : null,
            RequestId = request.Action == CallbackAction.Heartbeat ? null : request.RequestId,
            Trace = EngineTelemetry.ContextOf(request.Trace),
        };
        var callback = _log.Apply(record);
        Arrive(record, callback.IsTerminal ? [callback] : [], record.Trace);
        return CallbackOutcome.Accepted;
    }

    private void TimeOutCallbacks(DateTimeOffset now)
    {
        if (_log.NextCallbackDeadline() <= now)
        {
            Arrive(new CallbackDeadlineRecord(now), _log.TimeOutCallbacks(now));
        }
    }

    private void Arrive(LogRecord record, IReadOnlyList<Operation> ended, string? sender = null)
    {
        if (ended.Count > 0)
        {
            // The function is invoked for it, though it may find that it still waits for something else.
            _invocation.IsHeartbeatOnly = false;
            OpenInvocation();
            Telemetry.Sent(sender);
            foreach (var operation in ended)
            {
                Telemetry.Arrived(operation, _log);
                _lanes?.NoteOutcome(operation);
                _arrivalWaiters.Wake(operation.Id);
            }

            _lanes?.SendWakes();
        }

        // Behind those who were woken: what they go on to record shares the write.
        LastArrival = Enqueue(record);
        CommitSoon(LastArrival);
        Touch();
    }

    /// <summary>Waits until the record of that number is durable.</summary>
    /// <returns>False when the activation has left before that: what was not durable by then another one may know of or not.</returns>
    public async Task<bool> WhenDurableAsync(long sequence)
    {
        await Leaving.WhenDoneOrLeftAsync(WhenCommittedAsync(sequence).AsTask());
        return sequence <= _batcher.CommittedSequence;
    }
}
