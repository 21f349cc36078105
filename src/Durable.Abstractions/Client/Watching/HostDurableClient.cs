namespace Durable;

/// <summary>Base of the clients that ask hosts themselves: those tell of commits as they happen.</summary>
internal abstract class HostDurableClient : DurableClient
{
    private readonly ExecutionWatches _watches;

    private protected HostDurableClient(TimeProvider timeProvider)
    {
        TimeProvider = timeProvider;
        _watches = new ExecutionWatches(this, timeProvider);
    }

    private protected TimeProvider TimeProvider { get; }

    public sealed override IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        _watches.WatchAsync(executionId, cancellationToken);

    /// <summary>Asks the execution's host, which waits for news for some seconds before it has none.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="version">What was seen, as a number of checkpoints.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal abstract Task<ExecutionNews> WaitForNewsAsync(ExecutionId executionId, long version, CancellationToken cancellationToken);
}
