namespace Durable.Model;

/// <summary>What is invoked.</summary>
/// <param name="FunctionName">The function.</param>
/// <param name="ExecutionName">Name of the execution that it becomes, chosen before it starts so that a start that is repeated finds it.</param>
/// <param name="TenantId">Tenant it is invoked for; null if none.</param>
/// <param name="ParentClosePolicy">What becomes of it when the invoking execution ends first.</param>
internal sealed record ChainedInvokeOptions(
    string FunctionName, string ExecutionName, string? TenantId = null, ParentClosePolicy ParentClosePolicy = ParentClosePolicy.Abandon)
{
    /// <summary>The invoked execution.</summary>
    public ExecutionId ExecutionId => new(FunctionName, ExecutionName);
}
