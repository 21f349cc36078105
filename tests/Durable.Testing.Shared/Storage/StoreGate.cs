namespace Durable.Testing;

/// <summary>Holds one store request until the test lets it go.</summary>
/// <param name="afterwards">Whether it is held with its answer, carried out, instead of before the store sees it.</param>
public sealed class StoreGate(bool afterwards = false) : StoreFault
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the request is held.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the request go.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Lets the request go, to fail.</summary>
    /// <param name="exception">What the caller gets.</param>
    public void Fail(Exception exception) => _opened.TrySetException(exception);

    /// <inheritdoc/>
    protected internal override Task BeforeAsync(CancellationToken cancellationToken) =>
        afterwards ? Task.CompletedTask : HoldAsync(cancellationToken);

    /// <inheritdoc/>
    protected internal override Task AfterAsync(CancellationToken cancellationToken) =>
        afterwards ? HoldAsync(cancellationToken) : Task.CompletedTask;

    private Task HoldAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
