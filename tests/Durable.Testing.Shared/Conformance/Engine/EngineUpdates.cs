using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>Updates as they arrive below the hosts, and logs in which an operation has come to a state.</summary>
internal static class EngineUpdates
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When the logs are looked at: after all that was scheduled in them.</summary>
    public static DateTimeOffset Now { get; } = s_start.AddMinutes(1);

    public static ErrorObject Error { get; } = new() { ErrorType = "T", ErrorMessage = "m" };

    /// <summary>An update that has what its type and action need.</summary>
    public static OperationUpdate Of(OperationType type, OperationAction action, string id = "1") => new()
    {
        Id = id,
        Type = type,
        Action = action,
        Payload = action == OperationAction.Succeed ? "1" : null,
        Error = action is OperationAction.Fail or OperationAction.Retry ? Error : null,
        Step = (type, action) is (OperationType.Step, OperationAction.Retry) ? new StepOptions(5) : null,
        Wait = (type, action) is (OperationType.Wait, OperationAction.Start) ? new WaitOptions(5) : null,
        ChainedInvoke = (type, action) is (OperationType.ChainedInvoke, OperationAction.Start) ? new ChainedInvokeOptions("target", "run") : null,
        Callback = (type, action) is (OperationType.Callback, OperationAction.Start) ? new CallbackOptions("key", TimeoutSeconds: 5) : null,
    };

    /// <summary>A log in which operation 1 stands as it does after so many updates, where <c>timer</c> lets its time pass.</summary>
    public static OperationLog LogAfter(OperationType type, string path)
    {
        var log = new OperationLog();
        foreach (var word in path.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word)
            {
                case "timer":
                    log.AdvanceTo(s_start.AddSeconds(5));
                    log.TimeOutCallbacks(s_start.AddSeconds(5));
                    break;
                case "sent":
                    log.Apply(new CallbackRecord("1", CallbackAction.Succeed, s_start));
                    break;
                case "refused":
                    log.Apply(new CallbackRecord("1", CallbackAction.Fail, s_start));
                    break;
                default:
                    log.Apply(Of(type, Enum.Parse<OperationAction>(word)), s_start);
                    break;
            }
        }

        return log;
    }

    /// <summary>The state that a log comes to by an update, or the rule by which it refuses it, having changed nothing.</summary>
    public static string Try(OperationLog log, Func<OperationLog, Operation> update)
    {
        var (before, sequence) = (log.Find("1"), log.ChangeSequence);
        try
        {
            return WireNames.Of(update(log).Status);
        }
        catch (InvalidUpdateException refusal)
        {
            Assert.Same(before, log.Find("1"));
            Assert.Equal(sequence, log.ChangeSequence);
            return refusal.Rule;
        }
    }
}
