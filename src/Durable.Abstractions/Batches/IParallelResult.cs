namespace Durable;

/// <summary>Outcome of a parallel whose branches have results of different types.</summary>
public interface IParallelResult : IBatchResult<object?>
{
    /// <summary>The result of one branch, as the type it has.</summary>
    /// <typeparam name="T">Type of the branch's result.</typeparam>
    /// <param name="branch">One of the branches that were handed to the parallel.</param>
    /// <exception cref="DurableExecutionException">The branch failed: its error.</exception>
    /// <exception cref="InvalidOperationException">The branch had not ended when the batch did.</exception>
    /// <exception cref="ArgumentException">It is no branch of this parallel.</exception>
    T GetResult<T>(DurableBranch<T> branch);
}
