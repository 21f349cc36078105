namespace Durable;

/// <summary>What executions of one function have cost so far.</summary>
public sealed record FunctionUsage
{
    /// <summary>The function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>How many executions are summed up.</summary>
    public required long Executions { get; init; }

    /// <summary>Their sums.</summary>
    public required ExecutionUsage Usage { get; init; }
}
