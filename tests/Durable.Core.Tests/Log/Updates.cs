using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>Updates as the engine makes them.</summary>
internal static class Updates
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static OperationUpdate Step(OperationAction action, string id = "1") => new()
    {
        Id = id,
        Type = OperationType.Step,
        Action = action,
        SubType = OperationSubTypes.Step,
        Payload = action == OperationAction.Succeed ? "\"done\"" : null,
        Error = action is OperationAction.Fail or OperationAction.Retry ? new ErrorObject { ErrorType = "T", ErrorMessage = "m" } : null,
        Step = action == OperationAction.Retry ? new StepOptions(5) : null,
    };

    public static OperationUpdate Wait(OperationAction action, string id = "1") => new()
    {
        Id = id,
        Type = OperationType.Wait,
        Action = action,
        SubType = OperationSubTypes.Wait,
        Wait = action == OperationAction.Start ? new WaitOptions(10) : null,
    };

    public static OperationUpdate Callback(OperationAction action = OperationAction.Start, string id = "1", int? timeout = null, int? heartbeat = null) => new()
    {
        Id = id,
        Type = OperationType.Callback,
        Action = action,
        SubType = OperationSubTypes.Callback,
        Callback = action == OperationAction.Start ? new CallbackOptions("key", timeout, heartbeat) : null,
    };

    public static OperationUpdate Context(OperationAction action, string id = "1") => new()
    {
        Id = id,
        Type = OperationType.Context,
        Action = action,
        SubType = OperationSubTypes.RunInChildContext,
        Payload = action == OperationAction.Succeed ? "\"done\"" : null,
        Error = action == OperationAction.Fail ? new ErrorObject { ErrorType = "T", ErrorMessage = "m" } : null,
    };

    public static OperationUpdate Execution(OperationAction action) => new()
    {
        Id = "result",
        Type = OperationType.Execution,
        Action = action,
        Payload = action == OperationAction.Succeed ? "1" : null,
    };
}
