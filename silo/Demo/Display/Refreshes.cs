namespace Durable.Silo.Demo.Display;

internal static class Refreshes
{
    /// <summary>Calls <paramref name="show"/> in an interval, and once more when <paramref name="ended"/> is done.</summary>
    public static async Task RunAsync(Action show, TimeSpan interval, Task ended, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        while (!ended.IsCompleted)
        {
            show();
            var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(ended, tick) == tick)
            {
                // Throws when cancelled. Waiting for the end to notice that too could take for ever: this may run inside the cancellation.
                await tick;
            }
        }

        show();
    }
}
