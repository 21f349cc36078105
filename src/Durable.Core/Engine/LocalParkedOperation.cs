namespace Durable.Core.Engine;

/// <summary>A parked operation as a promise. Woken, it is busy from that moment and is given up no longer, though its own turn comes later.</summary>
internal sealed class LocalParkedOperation(string operationId, DateTimeOffset? dueAt, LocalChannel channel) : ParkedOperation(operationId, dueAt)
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isOver;

    /// <summary>Completes when the operation goes on; cancelled when nobody waits for it any more.</summary>
    public Task Task => _promise.Task;

    public override long LastRecorded => channel.LastRecorded;

    public override bool IsOver => Volatile.Read(ref _isOver) != 0;

    public override bool Wake()
    {
        var woken = TryEnd();
        if (woken)
        {
            channel.BeginActivity();
        }

        return woken;
    }

    public override void GoOn() => _promise.SetResult();

    /// <summary>May be called outside the turn.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryEnd())
        {
            _promise.SetCanceled(cancellationToken);
        }
    }

    private bool TryEnd() => Interlocked.Exchange(ref _isOver, 1) == 0;
}
