namespace Durable.Embedded;

/// <summary>Work that the host does once in a while, on no caller's flow, until it stops.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="stopping">Cancelled when the host stops.</param>
internal sealed class RecurringWork(TimeProvider timeProvider, CancellationToken stopping)
{
    private Task _loop = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <param name="first">When it is done for the first time, from now on.</param>
    /// <param name="interval">How often after that.</param>
    /// <param name="work">The work; it sees to its own failures.</param>
    public void Start(TimeSpan first, TimeSpan interval, Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            // The time counts from here, however busy the thread pool is.
            var due = Task.Delay(first, timeProvider, stopping);
            _loop = Task.Run(() => RunAsync(due, interval, work), CancellationToken.None);
        }
    }

    /// <summary>Completes when the work under way has noticed the stop.</summary>
    public Task WhenStoppedAsync() => _loop;

    private async Task RunAsync(Task due, TimeSpan interval, Func<Task> work)
    {
        try
        {
            await due;
            using var timer = new PeriodicTimer(interval, timeProvider);
            do
            {
                await work();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Cancelled, or its store was closed meanwhile.
        }
    }
}
