using System.Globalization;
using Durable.Core.Log;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>The flush: one conditional write on the head, one in flight.</content>
internal sealed partial class Execution
{
    private bool _isFlushing;
    private WakeUp? _nextWakeUp;

    // Those of the log that is in the store; there are more in memory.
    private long _committedOperations;

    // Renewed at half time, and only where another host could take the execution over.
    private DateTimeOffset? LeaseRenewalAt =>
        _host.LeaseDuration is { } duration && _head.WakeUp is { Kind: WakeUpKind.Lease } lease ? lease.At - (duration / 2) + _clock.Ahead : null;

    /// <summary>
    /// Whether nobody else has written since: what this activation does not know then nobody does. One that was overtaken is given up, as it
    /// would be at its next commit; before that it may live on for as long as it waits.
    /// </summary>
    private async Task<bool> IsNewestAsync()
    {
        var stored = await _services.Store.ReadHeadAsync(Id, includeData: false, CancellationToken.None);
        if (IsOver)
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

    private async Task FlushAsync()
    {
        _isFlushing = true;
        CheckpointBatch batch;
        try
        {
            batch = _batcher.TakeBatch(MoveWatermark);
            if (!batch.Records.IsEmpty || _nextWakeUp is not null || _closing is not null)
            {
                var head = NextHead(batch);
                if (!await _services.Committer.CommitAsync(new Checkpoint(head, batch.Records), LogRetry, CancellationToken.None))
                {
                    Fault(new StaleActivationException(Id, _head.Version));
                    return;
                }

                _committedOperations += batch.Operations;
                WarnOfLargeLog(_head, head);
                _head = head;
                if (head.Status != ExecutionStatus.Running)
                {
                    LogEnd(head, _closing?.Cause);
                }
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
            return;
        }

        if (_phase == Phase.Over)
        {
            // Abandoned while the write was under way.
            return;
        }

        _isFlushing = false;
        _batcher.Complete(batch);
        ProveElapsed();
        if (batch.Marker is { } marker)
        {
            _lanes?.TakeRefresh(marker.OfLanes);
        }

        TakeProgress();
        if (_head.Status != ExecutionStatus.Running)
        {
            End(() => _host.OnClosed(Ended()));
            return;
        }

        QueuePump();
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

    private ExecutionHead NextHead(CheckpointBatch batch)
    {
        var version = _head.Version + 1;
        var head = _head with
        {
            Version = version,
            CommitId = string.Create(CultureInfo.InvariantCulture, $"{ActivationId}-{version}"),
            Operations = _committedOperations + batch.Operations,
            LogBytes = _head.LogBytes + batch.Records.Length,
        };

        // How the execution ends or sleeps becomes true together with the record that says so, the last one of its batch. Before that it runs, and
        // whoever finds it without its process must look after it, however far away what it woke from was.
        if (!batch.Drains)
        {
            if (_nextWakeUp is { Kind: WakeUpKind.Lease } lease)
            {
                _nextWakeUp = null;
                return head with { WakeUp = lease };
            }

            if (head.WakeUp is { Kind: WakeUpKind.Lease })
            {
                return head;
            }

            if (_isHibernating)
            {
                // It sleeps on until the same time, which has to be said again then.
                _nextWakeUp ??= head.WakeUp;
            }

            return head with { WakeUp = Lease(_clock.Now) };
        }

        if (_closing is { } closing)
        {
            var concernsOthers = head.Invoker is not null || _openInvokes.Count > 0;
            return EndedHead.Of(head, closing.Status, closing.At, concernsOthers ? Lease(closing.At) : null) with
            {
                Result = closing.Result,
                Error = closing.Error,
            };
        }

        if (_nextWakeUp is { } wakeUp)
        {
            _nextWakeUp = null;
            return head with { WakeUp = wakeUp };
        }

        return head;
    }

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
        if (_phase == Phase.Running && LeaseRenewalAt <= now && !_isHibernating && !_isHandedOver)
        {
            _nextWakeUp = Lease(now);
            _batcher.RequireRefresh();
        }
    }

    private WakeUp Lease(DateTimeOffset now) => new(now - _clock.Ahead + (_host.LeaseDuration ?? TimeSpan.Zero), WakeUpKind.Lease);

    private void LogRetry(Exception exception, int attempt) => LogCheckpointRetried(_services.EngineLogger, exception, Id, attempt);
}
