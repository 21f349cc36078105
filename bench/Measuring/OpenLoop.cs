using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>
/// Asks for something so many times a second, whatever becomes of it: an open loop. It has a thread of its own, so that what asking costs is
/// not taken from the host's threads but from the machine's other core.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Asks for so long; what cannot be asked in time is asked as fast as one thread can.</summary>
    /// <returns>How many times that was.</returns>
    public static Task<int> RunAsync(double perSecond, TimeSpan duration, Action ask) => Task.Factory.StartNew(
        () =>
        {
            var asked = 0;
            var begunAt = Stopwatch.GetTimestamp();
            for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed = Stopwatch.GetElapsedTime(begunAt))
            {
                if (asked < perSecond * elapsed.TotalSeconds)
                {
                    ask();
                    asked++;
                }
                else
                {
                    Thread.Sleep(1);
                }
            }

            return asked;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
