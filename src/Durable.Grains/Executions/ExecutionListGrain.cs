using Durable.Core.Queries;
using Orleans.Concurrency;

namespace Durable.Grains.Executions;

[StatelessWorker]
internal sealed class ExecutionListGrain(ExecutionQueries queries) : Grain, IExecutionListGrain
{
    public Task<ExecutionPage> ListAsync(ExecutionQuery query) => StoreFailures.ToldAsync(queries.ListAsync(query, CancellationToken.None));

    public Task<UsagePage> SumUsageAsync(ExecutionQuery query) => StoreFailures.ToldAsync(queries.SumUsageAsync(query, CancellationToken.None));
}
