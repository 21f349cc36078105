namespace Durable.Core.Engine;

/// <summary>Lets waiters go when the activation takes part no longer, though what they wait for never comes. Used in the execution's turns only.</summary>
internal sealed class ActivationEnd
{
    private HashSet<TaskCompletionSource>? _waiters;

    /// <summary>Completes with <paramref name="done"/>, or when the activation is over.</summary>
    // Not WhenAny: it comes back by way of the thread pool.
    public async Task WhenDoneOrLeftAsync(Task done)
    {
        if (done.IsCompletedSuccessfully)
        {
            return;
        }

        var either = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters ??= [];
        _waiters.Add(either);
        _ = ForwardAsync();
        await either.Task;
        _waiters.Remove(either);

        async Task ForwardAsync()
        {
            await done;
            either.TrySetResult();
        }
    }

    /// <summary>The activation is over.</summary>
    public void Set()
    {
        foreach (var waiter in _waiters ?? [])
        {
            waiter.TrySetResult();
        }
    }
}
