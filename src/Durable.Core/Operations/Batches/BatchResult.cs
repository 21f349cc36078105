namespace Durable.Core.Operations.Batches;

internal class BatchResult<T> : IBatchResult<T>
{
    public BatchResult(IReadOnlyList<IBatchItem<T>> all, CompletionReason completionReason)
    {
        All = all;
        CompletionReason = completionReason;
        Succeeded = [.. all.Where(static item => item.Status == BatchItemStatus.Succeeded)];
        Failed = [.. all.Where(static item => item.Status == BatchItemStatus.Failed)];
        Started = [.. all.Where(static item => item.Status == BatchItemStatus.Started)];
    }

    public IReadOnlyList<IBatchItem<T>> All { get; }

    public IReadOnlyList<IBatchItem<T>> Succeeded { get; }

    public IReadOnlyList<IBatchItem<T>> Failed { get; }

    public IReadOnlyList<IBatchItem<T>> Started { get; }

    public CompletionReason CompletionReason { get; }

    public bool HasFailure => FailureCount > 0;

    public int SuccessCount => Succeeded.Count;

    public int FailureCount => Failed.Count;

    public int StartedCount => Started.Count;

    public int TotalCount => All.Count;

    public IReadOnlyList<T> GetResults() => [.. Succeeded.Select(static item => item.Result!)];

    public IReadOnlyList<DurableExecutionException> GetErrors() => [.. Failed.Select(static item => item.Error!)];

    public void ThrowIfError()
    {
        if (HasFailure)
        {
            throw Failed[0].Error!;
        }
    }
}
