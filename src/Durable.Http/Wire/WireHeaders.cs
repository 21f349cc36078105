namespace Durable.Http.Wire;

/// <summary>Headers of a start and of its answer.</summary>
internal static class WireHeaders
{
    public const string ExecutionName = "X-Amz-Durable-Execution-Name";
    public const string InvocationType = "X-Amz-Invocation-Type";
    public const string ExecutionArn = "X-Amz-Durable-Execution-Arn";
    public const string ExecutedVersion = "X-Amz-Executed-Version";
}
