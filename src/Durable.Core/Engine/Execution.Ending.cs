using Durable.Core.Diagnostics;
using Durable.Core.Engine.Invokes;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>How an activation stops: suspended, closed, drained or faulted.</content>
internal sealed partial class Execution
{
    private Phase _phase = Phase.Running;
    private readonly Invocation _invocation;
    private readonly WakeUpPlan _wakeUps;
    private Closing? _closing;
    private IReadOnlyList<Operation> _openInvokes = [];
    private bool _isDraining;

    private enum Phase
    {
        /// <summary>The function runs or is suspended in memory.</summary>
        Running,

        /// <summary>The end of the execution, or of this run of it, is decided but not yet durable.</summary>
        Closing,

        /// <summary>This activation takes part no longer.</summary>
        Left,
    }

    /// <summary>Lets running steps finish, records what they did, and leaves memory.</summary>
    public void Drain()
    {
        _isDraining = true;
        Steps.Close();
        QueuePump();
    }

    /// <summary>Gives the activation up without writing anything more.</summary>
    public void Abandon()
    {
        if (_phase != Phase.Left)
        {
            Cancel();
            End(MetricValues.Abandoned, static () => { });
        }
    }

    /// <summary>Gives the activation up: nothing in memory can be trusted, and another one goes on from the store.</summary>
    public void Fault(Exception exception)
    {
        if (_phase != Phase.Left)
        {
            LogFaulted(_services.EngineLogger, Loggable.Of(exception), Id);
            Cancel();
            End(
                exception is StaleActivationException ? MetricValues.Overtaken : MetricValues.Faulted, () => _host.OnFaulted(_head, exception));
        }
    }

    private void OpenInvocation()
    {
        if (_invocation.IsOpen || _isWaitingToRun)
        {
            return;
        }

        var isFirst = _invocation.Open(_clock.Now);
        if (!isFirst)
        {
            _host.OnSuspendedChanged(isSuspended: false);
        }

        Telemetry.OpenInvocation(_invocation, isFirst, _clock.Now);
        _wakeUps.GoOn();
    }

    private void CloseInvocation(bool ages = true)
    {
        if (_invocation.Close(_clock.Now) is { } record)
        {
            NoteProgress(Enqueue(record, ages));
        }
    }

    // It has come to its end although the execution has not.
    private void CloseInvocation(string status, bool ages)
    {
        if (_invocation.IsOpen)
        {
            Telemetry.CloseInvocation(status, _clock.Now, isShown: !_invocation.IsHeartbeatOnly);
        }

        CloseInvocation(ages);
    }

    private void SuspendOrDrain(DateTimeOffset now)
    {
        if (_phase != Phase.Running)
        {
            return;
        }

        if (_parkReason is { } reason)
        {
            ParkWhenOutcomesAreDurable(reason);
            return;
        }

        if (_isDraining)
        {
            if (Steps.Running == 0 && !_pump.LookOnceMore())
            {
                HandOver();
                CloseInvocation(MetricValues.Drained, ages: true);
                _batcher.RequestFlush(_batcher.LastSequence);
            }

            return;
        }

        if (_isWaitingToRun)
        {
            return;
        }

        if (!AreLanesAtRest)
        {
            _awaitsRest = true;
        }
        else if (_pump.IsIdle && Parked > 0 && _invocation.IsOpen)
        {
            // In memory the record may ride with the next checkpoint: losing it loses a history event, and nobody waits for it.
            CloseInvocation(MetricValues.Suspended, ages: false);
            Telemetry.Suspended();
            _host.OnSuspendedChanged(isSuspended: true);
            _wakeUps.LingerUntil(now);
            if (_arrivalWaiters.Count > 0)
            {
                LingerFrom(now);
            }
        }

        if (!_invocation.IsOpen && _wakeUps.TryEndLingering(now))
        {
            HibernateUnlessDueSoon(now);
        }
    }

    // Whoever completes a callback does not say when; it may well be soon.
    private void LingerFrom(DateTimeOffset now)
    {
        if (!_invocation.IsOpen && !_wakeUps.IsHibernating)
        {
            _wakeUps.LingerUntil(now + _services.Options.HibernateAfter);
        }
    }

    private void HibernateUnlessDueSoon(DateTimeOffset now)
    {
        if (_deliveries.Open > 0)
        {
            // Nobody else would see to the start of what was invoked; it lingers from then on.
            return;
        }

        var wakeUp = new WakeUp(Earliest(NextDueAt(), TimeoutAt)!.Value, WakeUpKind.Timer);
        if (wakeUp.At - now <= _services.Options.HibernateAfter)
        {
            return;
        }

        _wakeUps.Hibernate(wakeUp, _head);
        _batcher.RequestFlush(_batcher.LastSequence);
    }

    // Nobody should have to wait for the lease of a host that leaves of its own accord.
    private void HandOver()
    {
        var mayRest = !_invocation.IsOpen && _deliveries.Open == 0 && !_isWaitingToRun;
        _wakeUps.HandOver(mayRest ? Earliest(NextDueAt(), TimeoutAt) : null);
    }

    private void ReleaseIfAtRest()
    {
        if (!_batcher.IsEmpty || _phase != Phase.Running || _invocation.IsOpen)
        {
            return;
        }

        if (_wakeUps.IsHibernating || _isDraining)
        {
            _sleeps = _wakeUps.IsHibernating;
            var wakeUp = _head.WakeUp!.Value;
            End(_sleeps ? MetricValues.Hibernated : MetricValues.Drained, () => _host.OnReleased(wakeUp));
        }
    }

    private void Close(ExecutionStatus status, string? result, ErrorObject? error, Exception? cause = null)
    {
        if (_phase != Phase.Running)
        {
            return;
        }

        var now = _clock.Now;
        _invocation.IsHeartbeatOnly = false;
        _phase = Phase.Closing;
        _closing = new Closing(status, now, result, error, cause);
        _openInvokes = EndedExecution.Concerned(_log);
        var record = new ExecutionClosedRecord(status, now);

        // A result ends the invocation that returned it; a stop or timeout comes from outside, and the invocation ends because of it.
        if (status is ExecutionStatus.Succeeded or ExecutionStatus.Failed)
        {
            CloseInvocation();
            Enqueue(record);
        }
        else
        {
            Enqueue(record);
            CloseInvocation();
        }

        _log.Close();
        _batcher.RequestFlush(_batcher.LastSequence);
        Cancel();
    }

    // A released execution is not cancelled: its function stays where it is, for good, as if the process had ended.
    private void End(string reason, Action notify)
    {
        _phase = Phase.Left;
        Telemetry.Left(reason, _head, _clock.Now);
        _pump.Stop();
        _timer.Dispose();
        _suspect?.Leave();
        _lanes?.Dissolve();
        Leaving.Set();
        _invocationServices.End();
        notify();
    }

    private void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (AggregateException exception)
        {
            // Thrown by what user code had registered on its token.
            LogCancellationCallbackFailed(_services.EngineLogger, exception, Id);
        }
    }
}
