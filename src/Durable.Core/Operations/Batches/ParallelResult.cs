namespace Durable.Core.Operations.Batches;

internal sealed class ParallelResult(IBatchResult<object?> result, IReadOnlyList<DurableBranch> branches)
    : BatchResult<object?>(result.All, result.CompletionReason), IParallelResult
{
    public static async Task<IParallelResult> OfAsync(Task<IBatchResult<object?>> result, IReadOnlyList<DurableBranch> branches) =>
        new ParallelResult(await result, branches);

    public T GetResult<T>(DurableBranch<T> branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var index = 0;
        while (index < branches.Count && !ReferenceEquals(branches[index], branch))
        {
            index++;
        }

        if (index == branches.Count)
        {
            throw new ArgumentException($"'{branch.Name}' is no branch of this parallel: hand in the object that the parallel was called with.", nameof(branch));
        }

        return All.FirstOrDefault(item => item.Index == index) switch
        {
            { Status: BatchItemStatus.Succeeded } item => (T)item.Result!,
            { Error: { } error } => throw error,
            _ => throw new InvalidOperationException($"Branch '{branch.Name}' had not ended when the batch did ({CompletionReason})."),
        };
    }
}
