using System.Diagnostics;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>Lets time pass for a test that does not care when things happen, only that they do.</summary>
public static class ClockDriver
{
    private static readonly TimeSpan s_reach = TimeSpan.FromMinutes(2);

    // Work may itself wait for the clock.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

    // By the machine's clock: timers that come again and again would drive a test for ever.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Moves the clock from timer to timer until a task completes.</summary>
    /// <param name="clock">The clock; nobody else may drive it meanwhile.</param>
    /// <param name="task">What is waited for.</param>
    /// <param name="reach">
    /// Timers further ahead are left alone, so that time does not run away while a step body works; two minutes by default.
    /// </param>
    public static async Task DriveAsync(this ManualTimeProvider clock, Task task, TimeSpan? reach = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!task.IsCompleted)
        {
            if (Stopwatch.GetElapsedTime(since) > s_limit)
            {
                throw new XunitException($"Drove the clock to {clock.GetUtcNow():O} for {s_limit.TotalMinutes} minutes in vain.");
            }

            var armed = clock.WaitForTimerAsync(reach ?? s_reach);
            await Task.WhenAny(task, armed).OrFail($"the task, or a timer within {reach ?? s_reach}, at {clock.GetUtcNow():O}");
            if (clock.RealWork() is { IsCompleted: false } work)
            {
                await Task.WhenAny(task, work, Task.Delay(s_moment, TimeProvider.System));
            }

            if (!task.IsCompleted)
            {
                var ahead = await armed - clock.GetUtcNow();
                clock.Advance(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
            }
        }

        await task;
    }

    /// <inheritdoc cref="DriveAsync(ManualTimeProvider, Task, TimeSpan?)"/>
    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> task, TimeSpan? reach = null)
    {
        await clock.DriveAsync((Task)task, reach);
        return await task;
    }
}
