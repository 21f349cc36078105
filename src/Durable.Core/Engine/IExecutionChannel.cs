using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>
/// How contexts and operations reach their execution. All members are called in the lane's turns. A call of a lane that is no longer
/// needed throws <see cref="OperationCanceledException"/>; a call of an execution that is over never completes.
/// </summary>
internal interface IExecutionChannel
{
    /// <summary>Scheduler of the step bodies.</summary>
    TaskScheduler StepScheduler { get; }

    /// <summary>The clock by which step bodies are timed.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>
    /// Whether the process that ran the execution last has died while it did. Perhaps one of its steps did that: then the log must know which
    /// before the step runs again.
    /// </summary>
    bool IsAfterLoss { get; }

    /// <summary>Cancelled when the lane is no longer needed.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Throws unless the caller is in the lane's turn.</summary>
    void RequireTurn(string caller);

    /// <summary>The operation, if the log has it.</summary>
    Operation? Find(string operationId);

    /// <summary>
    /// Begins a call, in the turn that makes it. What the log knows of it already takes its place in the order of outcomes now. Its
    /// <see cref="HandOver.WhenDue"/>, awaited once the outcome is known, completes when the function is to see it.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="type">Its type.</param>
    /// <param name="kind">Which record the call waits for.</param>
    /// <param name="number">Which of the calls that wait for the operation, from 1; 0 for the call that made it.</param>
    HandOver BeginCall(OperationIdentity operation, OperationType type, HandOverKind kind, int number);

    /// <summary>
    /// Gives a call its place in the order of outcomes, if the log knows it by now. Whatever comes later in the log is not handed over before it.
    /// </summary>
    void PlaceCall(HandOver call);

    /// <summary>The call is over, whether its outcome was handed over or not.</summary>
    void EndCall(HandOver call);

    /// <summary>Records that the caller's token has ended a call that waits for an operation, which itself may go on.</summary>
    /// <param name="operation">A wait, callback or invoke.</param>
    /// <param name="number">Which of the calls that wait for it.</param>
    void GiveUp(Operation operation, int number);

    /// <summary>A leaf operation is under way: until it ends or parks, the execution is not suspended.</summary>
    void BeginActivity();

    /// <summary>It is no longer.</summary>
    void EndActivity();

    /// <summary>Applies an update that nobody waits for and that nothing depends on, such as a START. It rides with the next checkpoint.</summary>
    Operation Post(OperationUpdate update);

    /// <summary>
    /// Applies an update on which everything depends that the lane does afterwards (<see cref="WhenCommittedAsync"/>). It is committed as soon
    /// as the turn has ended and no flush is in flight.
    /// </summary>
    Operation Record(OperationUpdate update);

    /// <summary>Output commit: completes when all that the lane has recorded is durable. Await it before anything leaves the engine.</summary>
    ValueTask WhenCommittedAsync();

    /// <summary>Parks the operation until the clock has changed it, durably.</summary>
    /// <param name="operation">An operation with a due time, or one that the clock has changed: then this completes when that is durable.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its new state.</returns>
    Task<Operation> WhenElapsedAsync(Operation operation, CancellationToken cancellationToken);

    /// <summary>Parks until an operation has ended that ends by what arrives from outside.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its new state. Outputs depend on it like on all that the lane has recorded.</returns>
    Task<Operation> WhenEndedAsync(Operation operation, CancellationToken cancellationToken);

    /// <summary>Permission to run a step body; never completes once the host drains.</summary>
    Task<bool> EnterStepAsync();

    /// <summary>The body is done.</summary>
    void ExitStep();

    /// <summary>Whether branches have turns of their own, so that the order of their starts must be recorded before they begin.</summary>
    bool BranchesHaveTurns { get; }

    /// <summary>Runs a branch in a lane of its own. Nothing of it runs inside the call.</summary>
    /// <param name="branchId">Id of the branch's context. What the caller has recorded of it the lane knows.</param>
    /// <param name="body">The branch, called with the lane's channel.</param>
    /// <param name="cancellationToken">The branch's token; when it is cancelled the lane's channel refuses all further calls.</param>
    Task<T> RunBranchAsync<T>(string branchId, Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken);

    /// <summary>Ends this run and begins the next one. Only the execution's own lane may.</summary>
    /// <typeparam name="TInput">Type of the next run's input.</typeparam>
    /// <param name="input">The next run's input.</param>
    /// <returns>A task that never completes.</returns>
    /// <exception cref="PayloadSerializationException">The input cannot be written or read, or is too large; nothing has changed.</exception>
    Task ContinueAsNewAsync<TInput>(TInput input);

    /// <summary>
    /// The execution cannot go on with this code: it is parked, or ends FAILED (<see cref="Execution.Fail"/>). The call never returns to user code.
    /// In a lane that is no longer needed nothing of that happens and the call is cancelled: its operations end as they come, which is no order that the
    /// log knows.
    /// </summary>
    Task<T> FailExecutionAsync<T>(Exception exception);
}
