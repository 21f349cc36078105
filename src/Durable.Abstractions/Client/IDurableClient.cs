using Durable.Model;

namespace Durable;

/// <summary>Starts executions and asks about them. Thread-safe. The same interface on every host.</summary>
public interface IDurableClient
{
    /// <summary>
    /// Starts an execution, or returns the one that has the same function, name and input. When it returns, the start is durable.
    /// </summary>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <param name="functionName">A registered function.</param>
    /// <param name="input">The input, at most 6 MiB serialized.</param>
    /// <param name="options">Name and such; a random name by default.</param>
    /// <param name="cancellationToken">Gives up waiting; the start may have happened.</param>
    /// <exception cref="FunctionNotFoundException">No such function.</exception>
    /// <exception cref="ExecutionAlreadyStartedException">The name is taken by an execution with another input.</exception>
    /// <exception cref="PayloadSerializationException">The input does not serialize, is too large, or is not what the function takes.</exception>
    /// <exception cref="DurableOverloadedException">The host is full; nothing was started.</exception>
    Task<ExecutionHandle> StartAsync<TInput>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Like <see cref="StartAsync{TInput}"/>, with the input already serialized (UTF-8 JSON text; null for none).</summary>
    /// <param name="functionName">A registered function.</param>
    /// <param name="payload">The serialized input.</param>
    /// <param name="options">Name and such.</param>
    /// <param name="cancellationToken">Gives up waiting; the start may have happened.</param>
    Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName, string? payload, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts an execution, or finds the one that has the same function, name and input, and waits for its result. A client of a cluster needs one call for an
    /// execution that ends within seconds.
    /// </summary>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="functionName">A registered function.</param>
    /// <param name="input">The input, at most 6 MiB serialized.</param>
    /// <param name="options">Name and such; a random name by default.</param>
    /// <param name="cancellationToken">Ends the waiting, not the execution; the start may have happened.</param>
    /// <exception cref="FunctionNotFoundException">No such function.</exception>
    /// <exception cref="ExecutionAlreadyStartedException">The name is taken by an execution with another input.</exception>
    /// <exception cref="PayloadSerializationException">The input does not serialize, is too large, or is not what the function takes; or the result is no <typeparamref name="TResult"/>.</exception>
    /// <exception cref="DurableOverloadedException">The host is full; nothing was started.</exception>
    /// <exception cref="ExecutionFailedException">It ended without a result.</exception>
    Task<TResult> ExecuteAsync<TInput, TResult>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A handle for an execution that may or may not exist.</summary>
    /// <param name="executionId">The execution.</param>
    ExecutionHandle GetHandle(ExecutionId executionId);

    /// <summary>
    /// Waits until the execution has ended, and returns its final description with its result or error. The input is left out;
    /// <see cref="DescribeAsync"/> has it.
    /// </summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <summary>Waits for the execution's result.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="executionId">The execution.</param>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    /// <exception cref="ExecutionFailedException">It ended without a result.</exception>
    Task<TResult> WaitForResultAsync<TResult>(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <summary>What is committed of an execution.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="includeData">Whether input, result and error are filled in.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches an execution: its newest committed state, then each newer one until it has ended. Commits that follow each other quickly may be one
    /// change. However many watch an execution in a process, its host is asked once, and the store no more than once a minute for one that sleeps.
    /// </summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <returns>Descriptions without input, result and error.</returns>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <summary>One page of executions, newest first unless asked otherwise.</summary>
    /// <param name="query">Filters and paging.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// What executions have cost, summed by function over one page of what <see cref="ListAsync"/> lists: executions that are still kept,
    /// those deleted after their retention not among them.
    /// </summary>
    /// <param name="query">Filters and paging; a page is so many executions.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <summary>One page of an execution's committed history, oldest first unless asked otherwise.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="query">Paging and whether payloads are included.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    Task<HistoryPage> GetHistoryAsync(ExecutionId executionId, HistoryQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a running execution as STOPPED; tokens of running steps are cancelled. On an ended one nothing changes. Idempotent.
    /// </summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="error">Why; recorded as the execution's error.</param>
    /// <param name="cancellationToken">Gives up waiting; the stop may have happened.</param>
    /// <returns>When the execution ended.</returns>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    Task<DateTimeOffset> StopAsync(ExecutionId executionId, ErrorObject? error = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Resumes a parked execution (<see cref="ExecutionDescription.ParkedAt"/>), after the cause that its error names has been fixed. Changes
    /// nothing where nothing is parked. Idempotent.
    /// </summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="cancellationToken">Gives up waiting; the execution may go on.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    /// <exception cref="ExecutionParkedException">It cannot go on, and is parked again.</exception>
    Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <summary>Completes a callback with a result. When it returns, the completion is durable and the function goes on.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="callbackId">The id that the function gave out.</param>
    /// <param name="result">The result, at most 256 KiB serialized, written with the function's serializer.</param>
    /// <param name="cancellationToken">Gives up waiting; the completion may have happened.</param>
    /// <exception cref="InvalidCallbackIdException">The text is not a callback id.</exception>
    /// <exception cref="CallbackClosedException">The callback has been completed, has timed out, or is unknown; or its execution has ended.</exception>
    /// <exception cref="ExecutionParkedException">Its execution is parked and accepts nothing; resend when it has been resumed.</exception>
    /// <exception cref="PayloadSerializationException">The result does not serialize or is too large.</exception>
    Task SendCallbackSuccessAsync<TResult>(string callbackId, TResult result, CancellationToken cancellationToken = default);

    /// <summary>Like <see cref="SendCallbackSuccessAsync{TResult}"/>, with the result already serialized; null for none.</summary>
    /// <param name="callbackId">The id that the function gave out.</param>
    /// <param name="payload">The serialized result.</param>
    /// <param name="cancellationToken">Gives up waiting; the completion may have happened.</param>
    Task SendCallbackSuccessWithPayloadAsync(string callbackId, string? payload, CancellationToken cancellationToken = default);

    /// <summary>Completes a callback with a failure. When it returns, the completion is durable and the function goes on.</summary>
    /// <param name="callbackId">The id that the function gave out.</param>
    /// <param name="error">What went wrong; at most 32 KiB, a longer one is shortened.</param>
    /// <param name="cancellationToken">Gives up waiting; the completion may have happened.</param>
    /// <exception cref="InvalidCallbackIdException">The text is not a callback id.</exception>
    /// <exception cref="CallbackClosedException">The callback has been completed, has timed out, or is unknown; or its execution has ended.</exception>
    /// <exception cref="ExecutionParkedException">Its execution is parked and accepts nothing; resend when it has been resumed.</exception>
    Task SendCallbackFailureAsync(string callbackId, ErrorObject? error = null, CancellationToken cancellationToken = default);

    /// <summary>Reports that work on a callback goes on and restarts its heartbeat timeout. Without such a timeout it has no effect.</summary>
    /// <param name="callbackId">The id that the function gave out.</param>
    /// <param name="cancellationToken">Gives up waiting; the heartbeat may have happened.</param>
    /// <exception cref="InvalidCallbackIdException">The text is not a callback id.</exception>
    /// <exception cref="CallbackClosedException">The callback has been completed, has timed out, or is unknown; or its execution has ended.</exception>
    /// <exception cref="ExecutionParkedException">Its execution is parked and accepts nothing; resend when it has been resumed.</exception>
    Task SendCallbackHeartbeatAsync(string callbackId, CancellationToken cancellationToken = default);
}
