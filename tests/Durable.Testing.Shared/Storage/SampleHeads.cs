using Durable.Storage;

namespace Durable.Testing;

/// <summary>Heads as an engine would write them.</summary>
public static class SampleHeads
{
    /// <summary>The function of heads that name no other.</summary>
    public const string Function = "process-order";

    /// <summary>The first head of an execution with a unique name.</summary>
    /// <param name="startedAt">When it was started; cut to whole milliseconds.</param>
    /// <param name="function">Its function.</param>
    /// <param name="name">Its name; a unique one by default.</param>
    /// <param name="input">Its input.</param>
    public static ExecutionHead New(DateTimeOffset startedAt, string function = Function, string? name = null, string? input = "{}")
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startedAt.ToUnixTimeMilliseconds());
        return new ExecutionHead
        {
            Id = new ExecutionId(function, name ?? UniqueText()),
            RunId = UniqueText(),
            Version = 1,
            CommitId = UniqueText(),
            Status = ExecutionStatus.Running,
            FunctionVersion = "1",
            StartedAt = start,
            ExecutionTimeout = TimeSpan.FromHours(1),
            Retention = TimeSpan.FromDays(14),
            WakeUp = new WakeUp(start.AddSeconds(60), WakeUpKind.Lease),
            Input = input,
        };
    }

    /// <summary>The head that the next commit writes.</summary>
    /// <param name="head">The head before.</param>
    public static ExecutionHead Next(this ExecutionHead head) => head with
    {
        Version = head.Version + 1,
        CommitId = UniqueText(),
        Operations = head.Operations + 1,
        LogBytes = head.LogBytes + 100,
    };

    /// <summary>The head of the commit that ends the execution.</summary>
    /// <param name="head">The head before.</param>
    /// <param name="endedAt">When it ends; its retention counts from then.</param>
    /// <param name="status">How it ends.</param>
    /// <param name="result">Its result.</param>
    public static ExecutionHead Ended(
        this ExecutionHead head, DateTimeOffset endedAt, ExecutionStatus status = ExecutionStatus.Succeeded, string? result = "\"done\"") =>
        head.Next() with
        {
            Status = status,
            EndedAt = endedAt,
            ExpiresAt = endedAt + head.Retention,
            WakeUp = null,
            Result = result,
        };

    /// <summary>Text that no other call returns.</summary>
    public static string UniqueText() => Guid.NewGuid().ToString("N");
}
