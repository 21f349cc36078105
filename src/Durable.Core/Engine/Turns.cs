namespace Durable.Core.Engine;

/// <summary>Refuses calls that come from outside a lane's turns, or too late.</summary>
internal static class Turns
{
    public static void Require(TaskScheduler turnScheduler, string caller)
    {
        if (TaskScheduler.Current != turnScheduler)
        {
            throw ProgrammingErrors.New(
                $"{caller} was called outside its execution's turn. A durable function must not use ConfigureAwait(false), Task.Run or threads of "
                + "its own, and a step body must not call durable operations; move such work into a step.");
        }
    }

    public static void ThrowIfOver(bool isOver, string execution)
    {
        if (isOver)
        {
            throw new OperationCanceledException($"Execution '{execution}' has left memory; this code runs on although nothing waits for it.");
        }
    }
}
