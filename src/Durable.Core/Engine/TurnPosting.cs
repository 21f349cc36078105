namespace Durable.Core.Engine;

/// <summary>
/// Posts turns. A turn runs behind those that were posted before it, and sees nothing of the caller's flow: neither its trace nor its request context
/// belongs to an execution that goes on for days.
/// </summary>
internal static class TurnPosting
{
    /// <summary>Has <paramref name="turn"/> run in a turn.</summary>
    public static Task PostAsync(this TaskScheduler turns, Action turn) => turns.PostAsync(static turn => ((Action)turn!)(), turn);

    /// <inheritdoc cref="PostAsync(TaskScheduler, Action)"/>
    /// <param name="turns">Where turns run.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="state">What it is called with.</param>
    public static Task PostAsync(this TaskScheduler turns, Action<object?> turn, object? state)
    {
        using (Suppress())
        {
            return Task.Factory.StartNew(turn, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);
        }
    }

    /// <summary>Has <paramref name="turn"/> run in a turn.</summary>
    /// <returns>Completes with what it returns.</returns>
    public static Task<T> PostAsync<T>(this TaskScheduler turns, Func<T> turn)
    {
        using (Suppress())
        {
            return Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);
        }
    }

    // What is suppressed already cannot be suppressed again.
    private static AsyncFlowControl Suppress() => ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
}
