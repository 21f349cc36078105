namespace Durable.WebConsole.Tests.Testing;

/// <summary>Holds a step body until the test lets it go: the execution runs, and does nothing.</summary>
internal sealed class HeldStep
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public Task HoldAsync()
    {
        _reached.TrySetResult();
        return _released.Task;
    }
}
