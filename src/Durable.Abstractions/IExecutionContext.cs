namespace Durable;

/// <summary>Identity of the running execution, as user code sees it.</summary>
public interface IExecutionContext
{
    /// <summary>The execution's unique name in wire form; stable over replays.</summary>
    string DurableExecutionArn { get; }

    /// <summary>Function and name under which the execution was started.</summary>
    ExecutionId ExecutionId { get; }

    /// <summary>Tenant the execution runs for, as its invoker has set it (<see cref="InvokeConfig.TenantId"/>); null if none.</summary>
    string? TenantId { get; }
}
