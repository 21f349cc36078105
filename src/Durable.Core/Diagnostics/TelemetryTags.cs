namespace Durable.Core.Diagnostics;

/// <summary>Names of what spans, their events and metrics carry: those of the AWS SDKs where these have one.</summary>
internal static class TelemetryTags
{
    public const string ExecutionArn = "durable.execution.arn";
    public const string ExecutionName = "durable.execution.name";
    public const string ExecutionStatus = "durable.execution.status";
    public const string FunctionName = "durable.function.name";
    public const string FunctionVersion = "durable.function.version";
    public const string RunNumber = "durable.run.number";
    public const string InvocationId = "durable.invocation.id";
    public const string InvocationFirst = "durable.invocation.first";
    public const string InvocationStatus = "durable.invocation.status";
    public const string ResumeReason = "durable.resume.reason";
    public const string ResumeOperations = "durable.resume.operations";
    public const string SuspendedDuration = "durable.suspended.duration";
    public const string ReplayOperations = "durable.replay.operations";
    public const string ReplayDuration = "durable.replay.duration";
    public const string OperationId = "durable.operation.id";
    public const string OperationType = "durable.operation.type";
    public const string OperationSubType = "durable.operation.subtype";
    public const string OperationName = "durable.operation.name";
    public const string OperationParentId = "durable.operation.parent_id";
    public const string OperationStatus = "durable.operation.status";
    public const string AttemptNumber = "durable.attempt.number";
    public const string AttemptOutcome = "durable.attempt.outcome";
    public const string EffectId = "durable.effect.id";
    public const string BusinessKey = "durable.business_key";
    public const string TenantId = "durable.tenant.id";
    public const string TagPrefix = "durable.tag.";
    public const string ErrorType = "error.type";
    public const string OmittedCount = "durable.operations.count";
}
