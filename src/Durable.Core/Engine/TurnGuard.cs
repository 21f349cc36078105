namespace Durable.Core.Engine;

/// <summary>Refuses calls that come from outside a lane's turns, or too late.</summary>
internal static class TurnGuard
{
    public static void Require(LaneTurns turns, string caller)
    {
        if (TaskScheduler.Current == turns)
        {
            return;
        }

        throw TaskScheduler.Current is LaneTurns other
            ? OtherContext(caller, turns.Name, other.Name)
            : ProgrammingErrors.New(
                $"{caller} was called outside its execution's turn. A durable function must not use ConfigureAwait(false), Task.Run or threads of "
                + "its own, and a step body must not call durable operations; move such work into a step.");
    }

    /// <summary>A context was used in code that belongs to another one.</summary>
    public static InvalidOperationException OtherContext(string caller, string owner, string user) => ProgrammingErrors.New(
        $"{caller} was called on the context of {owner} by code of {user}. Use the context that {user} was given as its parameter: a replay may "
        + "know the outcome of that code and not run it, and the calls it had made on another context would be missing there.");

    public static void ThrowIfOver(bool isOver, ExecutionId execution)
    {
        if (isOver)
        {
            throw new OperationCanceledException($"Execution '{execution}' has left memory; this code runs on although nothing waits for it.");
        }
    }
}
