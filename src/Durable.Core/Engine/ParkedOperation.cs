namespace Durable.Core.Engine;

/// <summary>An operation that waits for the clock.</summary>
/// <param name="dueAt">When the clock changes it.</param>
internal sealed class ParkedOperation(DateTimeOffset dueAt)
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset DueAt { get; } = dueAt;

    /// <summary>Completes when the operation is due; cancelled when nobody waits for it any more.</summary>
    public Task Task => _promise.Task;

    /// <returns>False when it had been cancelled.</returns>
    public bool Wake() => _promise.TrySetResult();

    /// <summary>May be called outside the turn.</summary>
    public void Cancel(CancellationToken cancellationToken) => _promise.TrySetCanceled(cancellationToken);
}
