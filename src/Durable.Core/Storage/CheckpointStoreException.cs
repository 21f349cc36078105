namespace Durable.Storage;

/// <summary>A store call failed.</summary>
/// <param name="failure">What is known about its effect.</param>
/// <param name="message">What failed and what to do.</param>
/// <param name="innerException">The cause.</param>
public sealed class CheckpointStoreException(StoreFailure failure, string message, Exception? innerException = null)
    : DurableExecutionException(message, innerException)
{
    /// <summary>What is known about the call's effect.</summary>
    public StoreFailure Failure { get; } = failure;
}
