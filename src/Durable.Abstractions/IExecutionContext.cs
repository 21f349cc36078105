namespace Durable;

/// <summary>Identity of the running execution, as user code sees it.</summary>
public interface IExecutionContext
{
    /// <summary>The execution's unique name in wire form; stable over replays.</summary>
    string DurableExecutionArn { get; }

    /// <summary>Function and name under which the execution was started.</summary>
    ExecutionId ExecutionId { get; }

    /// <summary>On whose behalf the execution runs, as whoever invoked it has said (<see cref="InvokeConfig.TenantId"/>); null otherwise.</summary>
    string? TenantId { get; }
}
