namespace Durable.Grains;

/// <summary>Lists executions, for clients that cannot reach the store. Any key will do; 0 by convention.</summary>
[Alias("durable.list")]
public interface IExecutionListGrain : IGrainWithIntegerKey
{
    /// <summary>One page of executions.</summary>
    /// <param name="query">Filters and paging.</param>
    /// <exception cref="ArgumentException">A filter, the page size or the marker is not valid.</exception>
    [Alias("list")]
    Task<ExecutionPage> ListAsync(ExecutionQuery query);

    /// <summary>What the executions of one page have cost, summed by function.</summary>
    /// <param name="query">Filters and paging.</param>
    /// <exception cref="ArgumentException">A filter, the page size or the marker is not valid.</exception>
    [Alias("usage")]
    Task<UsagePage> SumUsageAsync(ExecutionQuery query);
}
