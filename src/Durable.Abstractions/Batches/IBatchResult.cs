namespace Durable;

/// <summary>Outcome of a map or parallel. Branches that never started are left out.</summary>
public interface IBatchResult
{
    /// <summary>Why the batch ended.</summary>
    CompletionReason CompletionReason { get; }

    /// <summary>Whether at least one branch failed.</summary>
    bool HasFailure { get; }

    /// <summary>Number of branches that succeeded.</summary>
    int SuccessCount { get; }

    /// <summary>Number of branches that failed.</summary>
    int FailureCount { get; }

    /// <summary>Number of branches that were under way when the batch ended early.</summary>
    int StartedCount { get; }

    /// <summary>Number of branches that were started.</summary>
    int TotalCount { get; }
}

/// <inheritdoc/>
/// <typeparam name="T">Type of one branch's result.</typeparam>
public interface IBatchResult<out T> : IBatchResult
{
    /// <summary>All started branches in index order.</summary>
    IReadOnlyList<IBatchItem<T>> All { get; }

    /// <summary>The branches that succeeded, in index order.</summary>
    IReadOnlyList<IBatchItem<T>> Succeeded { get; }

    /// <summary>The branches that failed, in index order.</summary>
    IReadOnlyList<IBatchItem<T>> Failed { get; }

    /// <summary>The branches that were under way when the batch ended early, in index order.</summary>
    IReadOnlyList<IBatchItem<T>> Started { get; }

    /// <summary>Results of the branches that succeeded, in index order.</summary>
    IReadOnlyList<T> GetResults();

    /// <summary>Errors of the branches that failed, in index order.</summary>
    IReadOnlyList<DurableExecutionException> GetErrors();

    /// <summary>Throws the first failed branch's error, if any.</summary>
    /// <exception cref="DurableExecutionException">A branch failed.</exception>
    void ThrowIfError();
}
