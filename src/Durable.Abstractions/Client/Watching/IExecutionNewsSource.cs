namespace Durable;

/// <summary>Where news of executions come from.</summary>
internal interface IExecutionNewsSource
{
    /// <summary>Asks the store.</summary>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, CancellationToken cancellationToken);

    /// <summary>Asks the execution's host, which waits for news for some seconds before it has none.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="version">What was seen, as a number of checkpoints.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ExecutionNews> WaitForNewsAsync(ExecutionId executionId, long version, CancellationToken cancellationToken);
}
