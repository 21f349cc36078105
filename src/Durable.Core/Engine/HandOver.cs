using System.Threading.Tasks.Sources;
using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>
/// One call of a durable operation: from the call until its outcome is handed over to the function. Awaited by the operation once it knows the
/// outcome; it goes on when the outcome's turn has come.
/// </summary>
/// <param name="turns">The lane that the call was made in.</param>
/// <param name="operation">The operation.</param>
/// <param name="type">Its type.</param>
/// <param name="kind">Which record the call waits for.</param>
/// <param name="number">Which of the calls that wait for the operation, from 1; 0 for the call that made it.</param>
internal sealed class HandOver(LaneTurns turns, OperationIdentity operation, OperationType type, HandOverKind kind, int number) : IValueTaskSource
{
    private Action<object?>? _continuation;
    private object? _state;

    public string OperationId => operation.Id;

    public string? Name => operation.Name;

    public OperationType Type => type;

    public HandOverKind Kind => kind;

    public int Number => number;

    /// <summary>The operation as the call found it; null when the log did not have it.</summary>
    public Operation? Found { get; init; }

    /// <summary>Its place in the order in which the function sees outcomes; null until that is known.</summary>
    public long? Place { get; private set; }

    /// <summary>Whether it comes behind the outcome of its place, which is another's.</summary>
    public bool IsBehindItsPlace { get; private set; }

    /// <summary>Whether the operation is ready to go on.</summary>
    public bool IsReady => _continuation is not null;

    /// <summary>Whether it is over: handed over, or nobody waits for it any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes when the function is to see the outcome. Awaited once.</summary>
    public ValueTask WhenDue => new(this, 0);

    /// <summary>The open call that was made before this one. The lane's own.</summary>
    public HandOver? EarlierOpen { get; set; }

    /// <summary>The open call that was made after this one. The lane's own.</summary>
    public HandOver? LaterOpen { get; set; }

    /// <summary>Whether it is among the open calls. The lane's own.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The same as to await <see cref="WhenDue"/>, without a state machine.</summary>
    public void ContinueWith(Action<object?> continuation, object? state)
    {
        _state = state;
        _continuation = continuation;
        turns.Touch();
    }

    /// <summary>Takes its place. Nothing that has a later one is handed over before it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="isBehind">Whether it comes behind the outcome of that place, which is another's.</param>
    public void TakePlace(long place, bool isBehind = false)
    {
        if (Place is null && !IsOver)
        {
            Place = place;
            IsBehindItsPlace = isBehind;
            turns.Add(this);
            turns.Touch();
        }
    }

    /// <summary>
    /// Whether an exception is the call's outcome, to be handed over in its place: the end of its lane is not, nor is what throws while it is
    /// handed over.
    /// </summary>
    public bool Fails(Exception exception, CancellationToken laneToken) =>
        !IsOver && !(exception is OperationCanceledException && laneToken.IsCancellationRequested);

    /// <summary>Lets the operation go on. Called at rest.</summary>
    public void Complete()
    {
        IsOver = true;
        _continuation!(_state);
    }

    /// <summary>Nobody waits for it: it holds nothing up.</summary>
    public void Drop()
    {
        if (!IsOver)
        {
            IsOver = true;
            turns.Touch();
        }
    }

    // Never inside the call: code that runs side by side would take its ids in another order than before.
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => IsOver ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }

    // The lane continues it in its own turns.
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        ContinueWith(continuation, state);
}
