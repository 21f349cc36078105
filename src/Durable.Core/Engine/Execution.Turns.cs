using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Engine;

/// <content>What happens at the end of a turn: timers, suspension, the start of a flush.</content>
internal sealed partial class Execution
{
    private bool _isHeldForRest;

    /// <summary>
    /// Whether nothing is under way here, and nothing begins before something comes from outside or time passes. To ask is no turn: it
    /// leaves the clock of the turns alone.
    /// </summary>
    public bool IsAtRest
    {
        get
        {
            var now = _clock.Peek();
            var isSuspended = _phase == Phase.Running && !_invocation.IsOpen && !_isFlushing && !_pump.IsQueued && AreLanesAtRest;
            return _phase == Phase.Left || (isSuspended && !(NextTickAt(now) <= now));
        }
    }

    /// <summary>A leaf operation is under way.</summary>
    public void BeginActivity()
    {
        if (_phase == Phase.Running && !_isDraining)
        {
            // It may have looked as if nothing could go on: user code took more turns on its way here than were waited for.
            OpenInvocation();
        }

        _pump.BeginActivity();
    }

    /// <summary>It has ended, or parked.</summary>
    public void EndActivity() => _pump.EndActivity();

    /// <summary>Something happened that the end of the turn must see.</summary>
    public void Touch() => _pump.Touch();

    /// <summary>Applies an update and puts its record into the next checkpoint.</summary>
    /// <returns>The operation's new state and the number of the record.</returns>
    public (Operation Operation, long Sequence) Accept(OperationUpdate update) => Accept(update, _clock.Now);

    /// <inheritdoc cref="Accept(OperationUpdate)"/>
    public (Operation Operation, long Sequence) Accept(OperationUpdate update, DateTimeOffset now)
    {
        DateTimeOffset? startedAt = null;
        var before = _log.Count;
        var startsOperation = false;
        if (update is { Type: OperationType.Step, Action: not OperationAction.Start } && _batcher.TakePendingStart(update.Id) is { } start)
        {
            startedAt = start.Timestamp;
            startsOperation = Find(update.Id) is { Step.Attempt: 0 };
            update = update with { ParentId = start.Update.ParentId, Name = start.Update.Name, SubType = start.Update.SubType };
        }

        var operation = _log.Apply(update, now);
        LogAttempt(update, operation);
        Telemetry.Recorded(update, operation, _log);
        _invocation.IsHeartbeatOnly = false;
        var record = new UpdateRecord(update, now, startedAt);
        var sequence = Enqueue(record, operations: startsOperation ? 1 : _log.Count - before);
        if (update is { Type: OperationType.Step, Action: not OperationAction.Start })
        {
            _lastOutcome = sequence;
        }

        if (_losses > 1 && record.IsProgress)
        {
            NoteProgress(sequence);
        }

        if (update.Type == OperationType.ChainedInvoke)
        {
            _deliveries.Begin(operation, sequence);
        }

        return (operation, sequence);
    }

    public Operation? Find(string operationId) => _log.Find(operationId);

    /// <summary>The promise of the batch in which the record of that number rides.</summary>
    public ValueTask WhenCommittedAsync(long sequence)
    {
        QueuePump();
        return _batcher.WhenCommittedAsync(sequence);
    }

    /// <summary>
    /// Lets the next flush begin at the end of the turn for that record, though nobody waits: an outcome that is lost is work done again.
    /// </summary>
    public void CommitSoon(long sequence) => _batcher.RequestFlush(sequence);

    /// <summary>Parks an operation until it is due or what it waits for has arrived; what was recorded before it gets committed meanwhile.</summary>
    public void Park(ParkedOperation parked)
    {
        _batcher.RequestFlush(_batcher.LastSequence);
        if (parked.DueAt is not null)
        {
            _timers.Add(parked);
        }
        else if (Find(parked.OperationId) is { IsTerminal: true })
        {
            // A lane did not know yet.
            ArrivalWaiters.Wake(parked);
        }
        else
        {
            _arrivalWaiters.Add(parked);
        }

        Touch();
    }

    /// <summary>A parked operation is waited for no longer.</summary>
    public void ForgetParked(ParkedOperation parked)
    {
        if (parked.DueAt is null)
        {
            _arrivalWaiters.Forget();
        }
        else
        {
            _timers.Forget();
        }
    }

    /// <summary>The refresh that they joined is durable.</summary>
    private void Elapse(IReadOnlyList<ParkedOperation> joined)
    {
        foreach (var parked in joined)
        {
            if (Find(parked.OperationId) is { DueAt: not null })
            {
                _ = GoOnLateAsync(parked);
            }
            else
            {
                parked.GoOn();
            }
        }
    }

    // It was due before its own record was durable, so that the marker went out ahead of that. It parks again, and is due at once; parked before that record is
    // durable it would be woken with every batch until then.
    private async Task GoOnLateAsync(ParkedOperation parked)
    {
        await WhenCommittedAsync(parked.LastRecorded);
        parked.GoOn();
    }

    private long Enqueue(LogRecord record, bool ages = true, int operations = 0)
    {
        QueuePump();
        return _batcher.Enqueue(record, _log.ChangeSequence, ages, operations);
    }

    private void QueuePump() => _pump.Queue();

    private void Pump()
    {
        try
        {
            EndTurn();
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    private void EndTurn()
    {
        _clock.BeginTurn();
        var now = _clock.Now;
        FireTimers(now);
        if (!_isFlushing && IsSettled())
        {
            RenewLease(now);
            SuspendOrDrain(now);
            if (_phase == Phase.Left)
            {
                return;
            }

            if (_next is not null || (_batcher.IsFlushDue(now) && !IsHeldForLanes(now)) || _wakeUps.NeedsWrite)
            {
                _ = FlushAsync();
            }
            else
            {
                if (!_batcher.IsFlushDue(now))
                {
                    _lanes?.ReleaseClosed();
                }

                ReleaseIfAtRest();
            }
        }

        ArmTimer();

        // The next turn may come much later.
        _clock.BeginTurn();
    }

    // With nothing busy the execution may be about to suspend. Continuations of user code that are still queued come first, so look once
    // more when they have run; the flush waits that one turn, so that the end of the invocation shares its write.
    private bool IsSettled()
    {
        if (!AreLanesAtRest && _phase == Phase.Running)
        {
            // What they go on to record shares the write.
            if (!_isHeldForRest)
            {
                _isHeldForRest = true;
                _awaitsRest = true;
                QueuePump();
                return false;
            }

            _isHeldForRest = false;
            return true;
        }

        _isHeldForRest = false;
        return !_pump.IsIdle || _isDraining || _phase != Phase.Running || Parked == 0 || !_invocation.IsOpen || !_pump.LookOnceMore();
    }

    private void FireTimers(DateTimeOffset now)
    {
        if (_phase != Phase.Running)
        {
            return;
        }

        if (now >= TimeoutAt)
        {
            var seconds = (long)_head.ExecutionTimeout.TotalSeconds;
            Close(ExecutionStatus.TimedOut, null, new ErrorObject { ErrorMessage = Invariant($"Execution timed out after {seconds} seconds.") });
            return;
        }

        if (_isDraining)
        {
            return;
        }

        TimeOutCallbacks(now);
        if (_timers.WakeDue(now, _batcher))
        {
            Touch();
            _invocation.IsHeartbeatOnly = false;
        }
    }

    // Branches that go on together and have turns of their own share their next checkpoint, too; and so do those that begin together on replay, when what
    // they waited for is due.
    private DateTimeOffset? LanesDueAt => Latest(_lanes?.EchoesDueAt, _batcher.HasRefresh || _goesOnTogether ? _lanes?.BeginningsDueAt : null);

    private bool IsHeldForLanes(DateTimeOffset now) => _phase == Phase.Running && !_isDraining && LanesDueAt > now;

    // All that can keep the execution from being busy.
    private int Parked => _timers.Count + _arrivalWaiters.Count;

    private DateTimeOffset? NextDueAt() => Earliest(_timers.NextDueAt(), _log.NextCallbackDeadline());

    private DateTimeOffset TimeoutAt => _head.StartedAt + _head.ExecutionTimeout;

    private void ArmTimer()
    {
        if (_phase != Phase.Left)
        {
            // Timers know the host's clock only.
            _timer.Arm(NextTickAt(_clock.Now) - _clock.Ahead);
        }
    }

    private DateTimeOffset? NextTickAt(DateTimeOffset now)
    {
        var next = _isFlushing ? null : IsHeldForLanes(now) ? LanesDueAt : _batcher.NextDueAt();
        if (_phase == Phase.Running)
        {
            next = Earliest(next, TimeoutAt);
            next = Earliest(next, _isDraining ? null : Earliest(NextDueAt(), _wakeUps.LingersUntil > now ? _wakeUps.LingersUntil : null));

            // A renewal that is due rides with the next flush; there is nothing to look at before.
            next = Earliest(next, _wakeUps.RenewalAt(_head) is { } renewalAt && renewalAt > now ? renewalAt : null);
        }

        return next;
    }

    private static DateTimeOffset? Latest(DateTimeOffset? left, DateTimeOffset? right) => left > right || right is null ? left : right;

    private static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left <= right ? left : right;
}
