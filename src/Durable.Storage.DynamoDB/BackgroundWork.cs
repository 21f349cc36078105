namespace Durable.Storage;

/// <summary>Tidying up that nobody waits for but the end of the store. What fails is left to the next sweep.</summary>
internal sealed class BackgroundWork
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    public void Run(Func<Task> work)
    {
        var task = RunAsync(work);
        lock (_lock)
        {
            _running.Add(task);
        }

        _ = ForgetAsync(task);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public async Task WhenIdleAsync()
    {
        Task[] running;
        do
        {
            lock (_lock)
            {
                running = [.. _running];
            }

            await Task.WhenAll(running);
        }
        while (running.Length > 0);
    }

    private static async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (CheckpointStoreException)
        {
            // The execution stays in the due index and is taken up from there.
        }
    }

    private async Task ForgetAsync(Task task)
    {
        await task;
        lock (_lock)
        {
            _running.Remove(task);
        }
    }
}
