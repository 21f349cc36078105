using Durable.Core.Queries;
using Durable.Storage;
using Orleans.Concurrency;

namespace Durable.Grains;

[StatelessWorker]
internal sealed class ExecutionListGrain(ExecutionQueries queries) : Grain, IExecutionListGrain
{
    public Task<ExecutionPage> ListAsync(ExecutionQuery query) => AskAsync(queries.ListAsync(query, CancellationToken.None));

    public Task<UsagePage> SumUsageAsync(ExecutionQuery query) => AskAsync(queries.SumUsageAsync(query, CancellationToken.None));

    private static async Task<T> AskAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (CheckpointStoreException exception)
        {
            throw StoreFailures.ToTell(exception);
        }
    }
}
