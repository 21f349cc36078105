using Orleans.Concurrency;

namespace Durable.Grains;

/// <summary>One execution. The key is <c>function/name</c> (<see cref="ExecutionId.ToString"/>).</summary>
/// <remarks>
/// Calls are delivered at most once: after a timeout the outcome is unknown, and every method here may simply be called again.
/// Expected outcomes are in the replies; exceptions mean that the call itself failed.
/// </remarks>
[Alias("durable.execution")]
public interface IExecutionGrain : IGrainWithStringKey
{
    /// <summary>Starts the execution, or finds the one that has the same input. When it returns <see cref="StartStatus.Started"/>, the start is durable.</summary>
    /// <param name="request">The input.</param>
    [Alias("start")]
    Task<StartReply> StartAsync(StartRequest request);

    /// <summary>
    /// Starts the execution as <see cref="StartAsync"/> does, and waits until it has ended, at most <paramref name="maxWait"/>: one call for an execution that
    /// lives no longer. Where the reply has no end, ask <see cref="WaitForEndAsync"/>.
    /// </summary>
    /// <param name="request">The input.</param>
    /// <param name="maxWait">Longest wait after the start; the silo shortens it to 10 seconds.</param>
    [AlwaysInterleave, Alias("execute")]
    Task<ExecuteReply> ExecuteAsync(StartRequest request, TimeSpan maxWait);

    /// <summary>Waits until the execution has ended, at most <paramref name="maxWait"/>. Call again on <see cref="EndStatus.Running"/>.</summary>
    /// <param name="maxWait">Longest wait; the silo shortens it to 10 seconds.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    [AlwaysInterleave, ResponseTimeout("00:00:20"), Alias("end")]
    Task<EndReply> WaitForEndAsync(TimeSpan maxWait, CancellationToken cancellationToken = default);

    /// <summary>What is committed of the execution; null when there is none.</summary>
    /// <param name="includeData">Whether input, result and error are filled in.</param>
    [AlwaysInterleave, Alias("describe")]
    Task<ExecutionDescription?> DescribeAsync(bool includeData);

    /// <summary>
    /// Waits for a newer commit than the one that was seen, at most <paramref name="maxWait"/>. One that sleeps in the store is left to sleep.
    /// </summary>
    /// <param name="version">What was seen, as a number of checkpoints.</param>
    /// <param name="maxWait">Longest wait; the silo shortens it to 10 seconds.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    [AlwaysInterleave, ResponseTimeout("00:00:20"), Alias("watch")]
    Task<WatchReply> WatchAsync(long version, TimeSpan maxWait, CancellationToken cancellationToken = default);

    /// <summary>One page of the committed history; null when there is no such execution.</summary>
    /// <param name="query">Paging and whether payloads are included.</param>
    [AlwaysInterleave, Alias("history")]
    Task<HistoryPage?> GetHistoryAsync(HistoryQuery query);

    /// <summary>Ends the execution as STOPPED, unless it has ended. Idempotent.</summary>
    /// <param name="error">Why.</param>
    /// <returns>When it ended; null when there is no such execution.</returns>
    [Alias("stop")]
    Task<DateTimeOffset?> StopAsync(Model.ErrorObject? error);

    /// <summary>Lets a parked execution go on; nothing happens where it is not parked. Idempotent.</summary>
    [Alias("resume")]
    Task<ResumeReply> ResumeAsync();

    /// <summary>Completes a callback, or takes a heartbeat of it. When it returns <see cref="CallbackOutcome.Accepted"/>, that is durable.</summary>
    /// <param name="request">What to do. Idempotent: repeated, it gets the first answer.</param>
    [AlwaysInterleave, Alias("callback")]
    Task<CallbackReply> AnswerCallbackAsync(CallbackRequest request);

    /// <summary>Sees to it that a running execution runs. Idempotent; used when it is due or its silo was lost.</summary>
    [Alias("wake")]
    Task WakeAsync();
}
