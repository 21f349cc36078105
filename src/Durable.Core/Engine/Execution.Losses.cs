using Durable.Core.Log.Records;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>How an execution goes on whose process has died while it ran: perhaps its own code did that.</content>
internal sealed partial class Execution
{
    private int _losses;
    private long _progress;
    private SuspectGate.Place? _suspect;
    private bool _isWaitingToRun;

    // What was due was elapsed before the function ran: its branches go on as if they had been woken together.
    private bool _goesOnTogether;

    // Null when the last invocation was closed.
    private InvocationCompletedRecord? LossOf(ExecutionHead head, InvocationTrail trail)
    {
        if (trail.OpenSince is not { } startedAt)
        {
            return null;
        }

        var startsAnew = ExecutionParking.IsResumedByHand(head);
        _losses = startsAnew ? 0 : trail.LostInARow + 1;
        var limit = _services.Options.MaxLostInvocations;

        // Where a step was under way, its own limit decides how often it may have killed its process.
        if (limit > 0 && _losses >= limit && !_log.HasAttemptUnderWay())
        {
            throw new InvocationsLostException(
                Invariant($"The process that ran execution '{Id}' has died {_losses} times in a row while it did, without any progress in between: perhaps code of its ")
                + "function between its steps kills it, by a stack overflow or an exception on another thread. It has reached "
                + Invariant($"{nameof(DurableEngineOptions)}.{nameof(DurableEngineOptions.MaxLostInvocations)} ({limit}). Nothing of it is lost: fix the code and resume it, ")
                + "which restarts the count, or stop it.");
        }

        IsAfterLoss = true;
        return new InvocationCompletedRecord(startedAt, _clock.Now, $"{ActivationId}-0", LostInvocation.Error(startsAnew));
    }

    // What is to be durable before the function runs: if that kills the process, the log must know.
    private LogRecord? FirstRecord(InvocationCompletedRecord? loss) =>
        loss is not null ? loss : _invocation.IsHeartbeatOnly ? null : new InvocationStartedRecord(_clock.Now);

    private async Task RunAfterAsync(LogRecord first, object? input)
    {
        try
        {
            if (_losses >= SuspectGate.SuspectFrom)
            {
                _isWaitingToRun = true;
                _suspect = _services.Suspects.Ask(_losses);
                await Leaving.WhenDoneOrLeftAsync(_suspect.Entered);
                _isWaitingToRun = false;
                if (_phase != Phase.Running || _isDraining)
                {
                    return;
                }

                _clock.BeginTurn();
                first = first with { Timestamp = _clock.Now };
            }

            OpenInvocation();
            var hasDue = _log.HasDue(_clock.Now);
            if (hasDue)
            {
                // What woke the execution rides along, and costs no write more.
                _batcher.EnsureMarker();
            }

            if (await WhenDurableAsync(Enqueue(first)) && _phase == Phase.Running && !_isDraining)
            {
                _goesOnTogether = hasDue;
                RunFunction(input);
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    // After losses in a row it is worth a write of its own that the function has come on.
    private void NoteProgress(long sequence)
    {
        if (_losses > 1 && _progress == 0)
        {
            _progress = sequence;
            CommitSoon(sequence);
        }
    }

    // The next suspect may run: this one has shown that it can without killing its process.
    private void TakeProgress()
    {
        if (_progress > 0 && _progress <= _batcher.CommittedSequence)
        {
            _losses = 0;
            _progress = 0;
            _suspect?.Leave();
            _suspect = null;
        }
    }
}
