using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Log.Records;
using Durable.Core.Queries.Waiting;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>The flush: one conditional write on the head, one in flight.</content>
internal sealed partial class Execution
{
    private bool _isFlushing;

    // Those of the log that is in the store; there are more in memory.
    private long _committedOperations;

    /// <summary>
    /// Whether nobody else has written since: what this activation does not know then nobody does. One that was overtaken is given up, as it
    /// would be at its next commit; before that it may live on for as long as it waits.
    /// </summary>
    private async Task<bool> IsNewestAsync()
    {
        var stored = await _services.Store.ReadHeadAsync(Id, includeData: false, CancellationToken.None);
        if (HasLeft)
        {
            return false;
        }

        var isMine = stored?.CommitId.StartsWith(ActivationId, StringComparison.Ordinal) == true;
        if (isMine || (stored?.RunId == _head.RunId && stored.Version <= _head.Version))
        {
            return true;
        }

        Fault(new StaleActivationException(Id, _head.Version));
        return false;
    }

    // Nobody awaits it: whatever it throws gives the activation up.
    private async Task FlushAsync()
    {
        _isFlushing = true;
        _goesOnTogether = false;
        try
        {
            var beginsNextRun = _next is not null;
            var batch = _next is null ? TakeBatch() : _batcher.DiscardPending();
            var checkpoint = _next is null ? CheckpointOf(batch) : CheckpointOf(_next);
            if (checkpoint is { } written && !await CommitAsync(written, batch))
            {
                Fault(new StaleActivationException(Id, _head.Version));
                return;
            }

            if (beginsNextRun)
            {
                OnContinued(batch, checkpoint!.Value.Head);
            }
            else
            {
                OnCommitted(batch, checkpoint?.Head);
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    private async Task<bool> CommitAsync(Checkpoint checkpoint, CheckpointBatch batch)
    {
        var metrics = Telemetry.Checkpoints;
        var from = TimeProvider.GetTimestamp();
        try
        {
            var isCommitted = await _services.Store.CommitAsync(checkpoint, WritePurpose.Checkpoint, CancellationToken.None);
            metrics.Ended(TimeProvider.GetElapsedTime(from), isCommitted ? MetricValues.Committed : MetricValues.Lost);
            if (isCommitted)
            {
                metrics.Committed(batch.Count, checkpoint.Records.Length, batch.Joined.Count);
            }

            return isCommitted;
        }
        catch (Exception exception)
        {
            metrics.Ended(TimeProvider.GetElapsedTime(from), MetricValues.OutcomeOf(exception));
            throw;
        }
    }

    private CheckpointBatch TakeBatch()
    {
        var batch = _batcher.TakeBatch();
        if (batch.Marker is not null && MoveWatermark(batch.Reach) is { } watermark)
        {
            batch.Append(watermark);
        }

        return batch;
    }

    // Null when there is nothing to write: what was waited for is durable already.
    private Checkpoint? CheckpointOf(CheckpointBatch batch) =>
        batch.Records.IsEmpty && !_wakeUps.HasNews && _closing is null ? null : new Checkpoint(NextHead(batch), batch.Records);

    // What is pending is void: the log that it would be appended to ends here. Whoever waits for it waits for this write.
    private Checkpoint CheckpointOf(NextRun next)
    {
        var head = next.Head(_head, _firstInputDigest ?? FirstInput.Digest(_firstInput), ActivationId, _wakeUps.ForNextRun(_head, _isDraining));
        return new Checkpoint(head, ReadOnlyMemory<byte>.Empty) { EndedRunId = _head.RunId };
    }

    private void OnCommitted(CheckpointBatch batch, ExecutionHead? head)
    {
        if (head is not null)
        {
            _committedOperations += batch.Operations;
            WarnOfLargeLog(_head, head);
            _head = head;
            _host.OnCommitted(head);
            if (head.Status != ExecutionStatus.Running)
            {
                LogEnd(head, _closing?.Cause);
                Telemetry.Ended(head);
            }
        }

        if (_phase == Phase.Left)
        {
            // Abandoned while the write was under way.
            return;
        }

        _isFlushing = false;
        _batcher.Complete(batch);
        ProveElapsed();
        _lanes?.ReleaseClosed();
        Elapse(batch.Joined);
        TakeProgress();
        if (_head.Status != ExecutionStatus.Running)
        {
            End(MetricValues.Ended, () => _host.OnClosed(Ended()));
            return;
        }

        QueuePump();
    }

    private void OnContinued(CheckpointBatch batch, ExecutionHead head)
    {
        if (_phase != Phase.Left)
        {
            _batcher.Complete(batch);
            foreach (var parked in batch.Joined)
            {
                // To find that its run is over.
                parked.GoOn();
            }

            End(MetricValues.Continued, () => _host.OnContinued(_next!, head));
        }
    }

    private WatermarkRecord? MoveWatermark(long upToChange)
    {
        if (_phase != Phase.Running)
        {
            // Nothing happens to an execution after its end.
            return null;
        }

        var now = _clock.Now;
        var last = _log.ChangeSequence;
        var elapsed = _log.AdvanceTo(now, upToChange);
        Watermark = now;
        if (elapsed.Count > 0)
        {
            Telemetry.Elapsed(elapsed, _log);
            PlaceElapsed(elapsed, last);
        }

        if (upToChange == long.MaxValue)
        {
            return new WatermarkRecord(now);
        }

        // The log has it before records that the function may have seen already, or that have changed what it would end.
        Enqueue(new WatermarkPlaceRecord(now), ages: false);
        return new WatermarkRecord(now, IsAhead: true);
    }

    // How the execution ends or sleeps becomes true together with the record that says so, the last one of its batch.
    private ExecutionHead NextHead(CheckpointBatch batch)
    {
        var head = HeadTransition.Next(_head, ActivationId, _committedOperations + batch.Operations, batch.Records.Length, NextWait(batch));
        if (!batch.Drains)
        {
            return head with { WakeUp = _wakeUps.TakeMeanwhile(head) };
        }

        if (_closing is { } closing)
        {
            var concernsOthers = head.Invoker is not null || _openInvokes.Count > 0;
            return HeadTransition.Closed(head, closing, concernsOthers ? _wakeUps.LeaseFrom(closing.At) : null);
        }

        return head with { WakeUp = _wakeUps.TakeNext(head) };
    }

    // What is in memory may be a little ahead of the batch. A lease that is renewed is no news, and one that is about to end waits for nothing.
    private HeadWait? NextWait(CheckpointBatch batch) =>
        _closing is not null || (batch.Records.IsEmpty && _head.WaitsFor is not null) ? _head.WaitsFor : StuckRules.Foremost(_log, Now);

    // Once a run, by whichever activation commits the operation that is one too many.
    private void WarnOfLargeLog(ExecutionHead before, ExecutionHead after)
    {
        var limit = _services.Options.LargeLogOperations;
        if (before.Operations < limit && after.Operations >= limit && after.Status == ExecutionStatus.Running)
        {
            LogLargeLog(_services.EngineLogger, Id, after.Operations, after.LogBytes);
        }
    }

    private void RenewLease(DateTimeOffset now)
    {
        if (_phase == Phase.Running && _wakeUps.TryRenewLease(_head, now))
        {
            _batcher.EnsureMarker();
        }
    }
}
