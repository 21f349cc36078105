namespace Durable.Bench.Hosts;

/// <summary>A running host. Disposing it stops it in good order; the store stays.</summary>
internal interface IBenchHost : IAsyncDisposable
{
    IDurableClient Client { get; }

    /// <summary>How many executions are in memory.</summary>
    int ActiveCount { get; }

    /// <summary>
    /// The two writes of a one-step execution by the least that the host stands on, and nothing else; null where that is the store alone.
    /// </summary>
    Func<Task>? Floor { get; }

    /// <summary>Has an execution that is not in memory loaded and replayed.</summary>
    Task WakeAsync(ExecutionId id);
}
