using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>Brings an operation of id 1 into a named state.</summary>
internal static class OperationStates
{
    public static OperationLog LogWith(OperationType type, string state)
    {
        var log = new OperationLog();
        foreach (var step in Path(type, state))
        {
            step(log);
        }

        return log;
    }

    private static IEnumerable<Action<OperationLog>> Path(OperationType type, string state) => (type, state) switch
    {
        (_, "none") => [],
        (OperationType.Step, "STARTED") => [Apply(Updates.Step(OperationAction.Start))],
        (OperationType.Step, "PENDING") => [Apply(Updates.Step(OperationAction.Start)), Apply(Updates.Step(OperationAction.Retry))],
        (OperationType.Step, "READY") => [.. Path(type, "PENDING"), log => log.AdvanceTo(Updates.Noon.AddSeconds(5))],
        (OperationType.Step, "SUCCEEDED") => [Apply(Updates.Step(OperationAction.Succeed))],
        (OperationType.Step, "FAILED") => [Apply(Updates.Step(OperationAction.Fail))],
        (OperationType.Wait, "STARTED") => [Apply(Updates.Wait(OperationAction.Start))],
        (OperationType.Wait, "SUCCEEDED") => [.. Path(type, "STARTED"), log => log.AdvanceTo(Updates.Noon.AddSeconds(10))],
        (OperationType.Wait, "CANCELLED") => [.. Path(type, "STARTED"), Apply(Updates.Wait(OperationAction.Cancel))],
        (OperationType.Context, "STARTED") => [Apply(Updates.Context(OperationAction.Start))],
        (OperationType.Context, "SUCCEEDED") => [.. Path(type, "STARTED"), Apply(Updates.Context(OperationAction.Succeed))],
        (OperationType.Context, "FAILED") => [.. Path(type, "STARTED"), Apply(Updates.Context(OperationAction.Fail))],
        _ => throw new ArgumentException($"No way to {type} in {state}."),
    };

    private static Action<OperationLog> Apply(OperationUpdate update) => log => log.Apply(update, Updates.Noon);
}
