using Durable.Core.Diagnostics;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Engine;

/// <content>What cannot go on because of an error that user code must not see: it is parked if other code may go on from its log, else it has failed.</content>
internal sealed partial class Execution
{
    // Changes up to this one were in the log when the activation began; null when it began the run.
    private long? _replayedUpTo;
    private Exception? _parkReason;
    private long _lastOutcome;

    private bool ParksDivergence => (_function.Options.OnDivergence ?? _services.Options.OnDivergence) == DivergenceBehavior.Park;

    /// <summary>The execution cannot go on with this code. The call that found that out never returns to user code.</summary>
    public void Fail(Exception exception)
    {
        if (_phase == Phase.Running && _parkReason is null && exception is NonDeterministicExecutionException)
        {
            Telemetry.Function.Diverged();
        }

        if (!MayPark(exception))
        {
            Close(ExecutionStatus.Failed, null, ErrorObjects.From(exception), Loggable.Of(exception));
        }
        else if (_phase == Phase.Running && _parkReason is null)
        {
            // No further step begins. What running ones come to must not be lost with the activation.
            _parkReason = Divergence.WithWayOut(exception);
            LogDiverges(_services.EngineLogger, Id, Steps.Running, _parkReason.Message);
            Drain();
        }
    }

    // Only outcomes of steps are worth a write: whatever else is pending the replay of other code makes again, or makes otherwise.
    private void ParkWhenOutcomesAreDurable(Exception reason)
    {
        if (_lastOutcome > _batcher.CommittedSequence)
        {
            CommitSoon(_lastOutcome);
        }
        else if (Steps.Running == 0)
        {
            End(MetricValues.Parked, () => _host.OnFaulted(_head, reason));
        }
    }

    // What this run has written itself and cannot read is a fault of its code, not of another deployment.
    private bool MayPark(Exception exception) =>
        ParksDivergence && Divergence.Is(exception) && (exception is not PayloadSerializationException reading || IsOfLog(reading.OperationId));

    // The state of a condition stays what it was when its time comes, though that is a change.
    private bool IsOfLog(string? operationId) => _replayedUpTo is { } upTo
        && (operationId is null
            || Find(operationId) is not { } operation
            || operation.ChangeSequence <= upTo
            || operation.SubType == OperationSubTypes.WaitForCondition);
}
