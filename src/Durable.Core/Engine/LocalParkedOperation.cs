namespace Durable.Core.Engine;

/// <summary>A parked operation as a promise. Woken, it is busy again from that moment, though its own turn comes later.</summary>
internal sealed class LocalParkedOperation(DateTimeOffset? dueAt, string? awaitedId, IExecutionChannel channel)
    : ParkedOperation(dueAt, awaitedId)
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the operation is due, or what it waits for has arrived; cancelled when nobody waits for it any more.</summary>
    public Task Task => _promise.Task;

    public override bool IsOver => _promise.Task.IsCompleted;

    public override bool Wake()
    {
        var woken = _promise.TrySetResult();
        if (woken)
        {
            channel.BeginActivity();
        }

        return woken;
    }

    /// <summary>May be called outside the turn.</summary>
    public void Cancel(CancellationToken cancellationToken) => _promise.TrySetCanceled(cancellationToken);
}
