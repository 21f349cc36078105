using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>Turns a test that would hang into one that fails and says what it waited for.</summary>
public static class Patience
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits, but not for ever.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">Its name in the message.</param>
    public static async Task OrFail(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        if (await Task.WhenAny(task, Task.Delay(s_limit, TimeProvider.System)) != task)
        {
            throw InVain(what);
        }

        await task;
    }

    /// <inheritdoc cref="OrFail(Task, string)"/>
    public static async Task<T> OrFail<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).OrFail(what);
        return await task;
    }

    /// <summary>Looks again and again, but not for ever.</summary>
    /// <param name="hasHappened">Whether it has happened.</param>
    /// <param name="what">What is waited for, in the message.</param>
    public static async Task UntilAsync(Func<Task<bool>> hasHappened, [CallerArgumentExpression(nameof(hasHappened))] string what = "")
    {
        var since = Stopwatch.GetTimestamp();
        while (!await hasHappened().OrFail(what))
        {
            if (Stopwatch.GetElapsedTime(since) > s_limit)
            {
                throw InVain(what);
            }

            await Task.Yield();
        }
    }

    private static XunitException InVain(string what) => new($"Waited {s_limit.TotalSeconds} s in vain for: {what}");
}
