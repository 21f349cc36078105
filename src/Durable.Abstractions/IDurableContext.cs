using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>
/// What a durable function works with: every call on it is a checkpointed operation. After a crash the function is run again
/// from its first line and every finished operation answers from the log instead of running again.
/// </summary>
/// <remarks>
/// <para>
/// Code between operations must be deterministic: no clock, no randomness, no I/O, no <c>Task.Run</c>, no
/// <c>ConfigureAwait(false)</c>. Whatever is not deterministic belongs in a step.
/// </para>
/// <para>
/// An operation takes its identity synchronously at the call, in program order, so operations may be started together and
/// awaited later. An instance belongs to one execution and one branch and is not thread-safe.
/// </para>
/// </remarks>
public interface IDurableContext
{
    /// <summary>A logger that is silent while the function is replayed, so that each line is logged once per execution.</summary>
    ILogger Logger { get; }

    /// <summary>Identity of the running execution.</summary>
    IExecutionContext ExecutionContext { get; }

    /// <summary>Cancelled when the execution is stopped or timed out, or when this branch is no longer needed.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>
    /// The time, the same on every replay: when the newest of what the code in this context has seen had happened, in UTC and whole
    /// milliseconds. A branch or child context begins with its caller's time at the call. It does not move while code runs and costs neither storage
    /// nor a request.
    /// </summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// Random numbers that are the same on every replay, other ones in every run and context. They cost neither storage nor a request, and are
    /// no secrets: make keys and passwords in a step.
    /// </summary>
    Random Random { get; }

    /// <summary>
    /// A new id that is the same on every replay, and unique over all executions. It costs neither storage nor a request, and is no secret.
    /// </summary>
    Guid NewGuid();

    /// <summary>Changes how <see cref="Logger"/> behaves on this context and on the contexts made from it afterwards.</summary>
    /// <param name="config">The new behaviour.</param>
    void ConfigureLogger(LoggerConfig config);

    /// <summary>Runs <paramref name="func"/> once per attempt and checkpoints its result.</summary>
    /// <typeparam name="T">Type of the result; it must survive the step's serializer.</typeparam>
    /// <param name="func">The body. It runs outside the execution's turn and must not call durable operations.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Retry, semantics, serializer; by default at least once per attempt and <see cref="RetryStrategy.Default"/>.</param>
    /// <param name="cancellationToken">Linked into the token that the body receives.</param>
    /// <exception cref="StepException">The step failed and its retry strategy gave up.</exception>
    Task<T> StepAsync<T>(
        Func<IStepContext, CancellationToken, Task<T>> func,
        string? name = null,
        StepConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="StepAsync{T}"/>
    Task StepAsync(
        Func<IStepContext, CancellationToken, Task> func,
        string? name = null,
        StepConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>Suspends for <paramref name="duration"/>. A long wait costs no memory and no compute, only storage.</summary>
    /// <param name="duration">1 second to 366 days; rounded up to whole seconds, counted from when the wait is recorded.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="cancellationToken">Cancels the wait. That is recorded, so that a replay sees the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is below 1 second or above 366 days.</exception>
    Task WaitAsync(TimeSpan duration, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Polls until a condition is met: runs <paramref name="check"/>, asks the wait strategy, and waits for the next poll, which gets what the
    /// one before came to. Between polls the execution may suspend and leave memory.
    /// </summary>
    /// <typeparam name="TState">What the polls hand on to each other; it must survive the serializer.</typeparam>
    /// <param name="check">Called with the state; returns the new one. It runs like a step body, at least once a poll.</param>
    /// <param name="config">The first state, and the strategy that decides.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="cancellationToken">Linked into the token that the check receives.</param>
    /// <returns>The state with which the condition was met.</returns>
    /// <exception cref="WaitForConditionException">The polls were used up.</exception>
    /// <exception cref="StepException">The check or the strategy threw. It is not retried.</exception>
    Task<TState> WaitForConditionAsync<TState>(
        Func<TState, IConditionCheckContext, CancellationToken, Task<TState>> check,
        WaitForConditionConfig<TState> config,
        string? name = null,
        CancellationToken cancellationToken = default);

    /// <summary>Opens a callback: an id to hand to somebody outside, who completes it later, and a result to await.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Timeout, heartbeat timeout, serializer; by default it stays open as long as the execution.</param>
    /// <param name="cancellationToken">Gives up waiting for the id; the callback may have been opened.</param>
    /// <returns>The callback, once it is recorded. It never throws what the callback ends with; see <see cref="ICallback{T}.GetResultAsync"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A timeout is negative, below 1 second or above 99,999,999 seconds.</exception>
    Task<ICallback<T>> CreateCallbackAsync<T>(
        string? name = null, CallbackConfig? config = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a callback, runs <paramref name="submitter"/> as a step that hands its id to somebody outside, and waits until the callback has
    /// been completed. All three stand in a context of their own.
    /// </summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="submitter">Called with the callback's id; may run more than once, and must not call durable operations.</param>
    /// <param name="name">Shown in history; the callback and the submitter are named after it. 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Timeout, heartbeat timeout, retries of the submitter, serializer.</param>
    /// <param name="cancellationToken">Linked into the token that the submitter receives; gives up waiting.</param>
    /// <returns>What was sent; the default value when nothing was.</returns>
    /// <exception cref="CallbackFailedException">A failure was sent.</exception>
    /// <exception cref="CallbackTimeoutException">The callback's time was up, or a heartbeat was missed.</exception>
    /// <exception cref="CallbackSubmitterException">The submitter failed and its retry strategy gave up.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A timeout is negative, below 1 second or above 99,999,999 seconds.</exception>
    Task<T> WaitForCallbackAsync<T>(
        Func<string, IWaitForCallbackContext, CancellationToken, Task> submitter,
        string? name = null,
        WaitForCallbackConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs another registered function as an execution of its own, anywhere in the cluster, and waits for its result. It is started once,
    /// whatever crashes or is replayed, under a name that is chosen for it, and has a log, a timeout and a retention of its own.
    /// </summary>
    /// <typeparam name="TPayload">Type of the input.</typeparam>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="functionName">The function; its newest version is run.</param>
    /// <param name="payload">Its input, serialized at most 1 MiB.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Tenant, what becomes of it when this execution ends first, serializer.</param>
    /// <param name="cancellationToken">Gives up waiting; the invoked execution goes on.</param>
    /// <returns>The result, serialized at most 1 MiB; the default value when the function has none.</returns>
    /// <exception cref="InvokeFailedException">The function threw, is not registered, or does not take the payload.</exception>
    /// <exception cref="InvokeTimedOutException">The invoked execution reached its timeout.</exception>
    /// <exception cref="InvokeStoppedException">Somebody stopped the invoked execution.</exception>
    /// <exception cref="ArgumentException">The function's name or the tenant id cannot be one.</exception>
    Task<TResult> InvokeAsync<TPayload, TResult>(
        string functionName, TPayload payload, string? name = null, InvokeConfig? config = null, CancellationToken cancellationToken = default);

    /// <summary>Groups operations in a context of their own, whose result is checkpointed as one value.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="func">The body, called with the child context.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Sub-type, error mapping, nesting, serializer.</param>
    /// <param name="cancellationToken">Linked into the token that the body receives.</param>
    /// <exception cref="ChildContextException">The body threw.</exception>
    Task<T> RunInChildContextAsync<T>(
        Func<IDurableContext, CancellationToken, Task<T>> func,
        string? name = null,
        ChildContextConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunInChildContextAsync{T}"/>
    Task RunInChildContextAsync(
        Func<IDurableContext, CancellationToken, Task> func,
        string? name = null,
        ChildContextConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>Runs <paramref name="func"/> for every item, each in a branch with a context of its own.</summary>
    /// <typeparam name="TItem">Type of the items.</typeparam>
    /// <typeparam name="TResult">Type of one branch's result.</typeparam>
    /// <param name="items">The items; the list must be the same when the function is replayed.</param>
    /// <param name="func">Called with the branch's context, the item, its index, all items, and a cancellation token.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Concurrency, completion, nesting, names, serializers.</param>
    /// <param name="cancellationToken">Linked into the token that the branches receive.</param>
    /// <returns>What became of the items. Failed items do not throw; see <see cref="IBatchResult{T}.ThrowIfError"/>.</returns>
    Task<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        Func<IDurableContext, TItem, int, IReadOnlyList<TItem>, CancellationToken, Task<TResult>> func,
        string? name = null,
        MapConfig<TItem>? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>Runs branches concurrently, each with a context of its own.</summary>
    /// <typeparam name="T">Type of one branch's result.</typeparam>
    /// <param name="branches">The branches; their number and order must be the same when the function is replayed.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Concurrency, completion, nesting, serializers.</param>
    /// <param name="cancellationToken">Linked into the token that the branches receive.</param>
    /// <returns>What became of the branches. Failed branches do not throw; see <see cref="IBatchResult{T}.ThrowIfError"/>.</returns>
    Task<IBatchResult<T>> ParallelAsync<T>(
        IReadOnlyList<Func<IDurableContext, CancellationToken, Task<T>>> branches,
        string? name = null,
        ParallelConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ParallelAsync{T}(IReadOnlyList{Func{IDurableContext, CancellationToken, Task{T}}}, string?, ParallelConfig?, CancellationToken)"/>
    Task<IBatchResult<T>> ParallelAsync<T>(
        IReadOnlyList<DurableBranch<T>> branches,
        string? name = null,
        ParallelConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>Runs branches concurrently whose results have different types; ask <see cref="IParallelResult.GetResult{T}"/> for each.</summary>
    /// <param name="branches">The branches; their number, order and names must be the same when the function is replayed.</param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters, so no letters such as ü or 漢.</param>
    /// <param name="config">Concurrency, completion, nesting, serializers.</param>
    /// <param name="cancellationToken">Linked into the token that the branches receive.</param>
    /// <returns>What became of the branches. Failed branches do not throw; see <see cref="IBatchResult{T}.ThrowIfError"/>.</returns>
    Task<IParallelResult> ParallelAsync(
        IReadOnlyList<DurableBranch> branches,
        string? name = null,
        ParallelConfig? config = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends this run and starts the next one of the same execution, with a new input, an empty log and a timeout of its own, all in one
    /// checkpoint. For functions that run indefinitely: each run keeps its log short.
    /// </summary>
    /// <typeparam name="TInput">Type of the input; what the function takes must be readable from it.</typeparam>
    /// <param name="input">Input of the next run: all that it knows of this one. At most 6 MB serialized.</param>
    /// <returns>
    /// A task that never completes. As when the execution suspends and leaves memory, code behind the call, <c>finally</c> blocks and the ends
    /// of <c>using</c> included, does not run.
    /// </returns>
    /// <remarks>
    /// <para>
    /// Only on the context that the function was given. The next run takes the newest version of the function that is registered. Whoever waits
    /// for the result waits for the end of the last run.
    /// </para>
    /// <para>
    /// What is still under way ends with the run: branches and step bodies see their tokens cancelled and record nothing more, waits are
    /// forgotten, callbacks can no longer be completed, results of invoked executions
    /// are dropped. Effect ids are others in the next run.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Called on the context of a child context or branch; or an execution that was invoked to end with this one has not ended.
    /// </exception>
    /// <exception cref="PayloadSerializationException">The input cannot be written, is not what the function takes, or is too large.</exception>
    Task ContinueAsNewAsync<TInput>(TInput input);
}
