namespace Durable.Silo.Demo.Display;

internal static class Refreshes
{
    /// <summary>Calls <paramref name="show"/> in an interval, and once more when <paramref name="ended"/> is done.</summary>
    public static async Task RunAsync(Action show, TimeSpan interval, Task ended, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        do
        {
            show();
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
        }
        while (!ended.IsCompleted);

        show();
    }
}
