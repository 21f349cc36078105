namespace Durable.Core.Contexts;

internal sealed record ExecutionContextInfo(string DurableExecutionArn, ExecutionId ExecutionId) : IExecutionContext;
