using Durable.Model;

namespace Durable.Core.Engine;

/// <content>
/// The order in which the function sees outcomes: that of the log, on first run as on replay. A wait has its place in the log when a watermark
/// that ends it is taken into a batch, and is seen when that is durable. What comes later in the log waits for it in its lane meanwhile, which
/// delays nothing but code: no output could leave before the next flush anyway.
/// </content>
internal sealed partial class Execution
{
    private readonly Dictionary<string, HandOver> _openWaits = [];
    private long _unprovedAfter = long.MaxValue;
    private TaskCompletionSource? _proved;
    private int _activeLanes;
    private bool _awaitsRest;
    private volatile bool _sleeps;
    private bool _isLateActivityTold;

    // Step bodies activate lanes from other threads.
    private bool AreLanesAtRest => Volatile.Read(ref _activeLanes) == 0;

    /// <summary>A lane has something to run. Called from any thread.</summary>
    public void OnLaneActive()
    {
        Interlocked.Increment(ref _activeLanes);
        TellLateActivity();
    }

    /// <summary>
    /// A lane of an execution that has left memory to sleep goes on: its function waited for something that is no durable operation, and what comes
    /// of that is lost. Called from any thread.
    /// </summary>
    public void TellLateActivity()
    {
        if (_sleeps && !Interlocked.Exchange(ref _isLateActivityTold, true))
        {
            LogLateActivity(_services.EngineLogger, Id);
        }
    }

    /// <summary>All of a lane has come to rest.</summary>
    public void OnLaneAtRest()
    {
        if (Interlocked.Decrement(ref _activeLanes) == 0 && _awaitsRest)
        {
            _awaitsRest = false;
            QueuePump();
        }
    }

    /// <summary>A call waits for the clock; it gets its place when a watermark passes it.</summary>
    public void AddWait(HandOver call) => _openWaits[call.OperationId] = call;

    /// <summary>A call waits for the clock no longer.</summary>
    public void RemoveWait(HandOver call) => _openWaits.Remove(call.OperationId);

    /// <summary>Completes when the watermark that has changed the operation, if one has, is durable.</summary>
    public Task WhenProvedAsync(Operation operation) => operation.ChangeSequence <= _unprovedAfter
        ? Task.CompletedTask
        : (_proved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>How a branch is called in errors.</summary>
    public string NameOf(string contextId) =>
        Find(contextId) is { Name: { } name } ? $"branch '{name}' ({contextId})" : $"branch '{contextId}'";

    /// <summary>Records that a call was given up by its caller's token: a wait ends with that, everything else may go on.</summary>
    /// <returns>Number of the record.</returns>
    public long GiveUp(string operationId, int call, DateTimeOffset now)
    {
        var operation = Find(operationId)!;
        var update = new OperationUpdate { Id = operationId, Type = operation.Type, Action = OperationAction.GiveUp, GiveUp = new GiveUpOptions(call) };
        var (_, sequence) = Accept(
            operation is { Type: OperationType.Wait, IsTerminal: false } ? update with { Action = OperationAction.Cancel, GiveUp = null } : update,
            now);
        CommitSoon(sequence);
        return sequence;
    }

    private void PlaceElapsed(IReadOnlyList<Operation> elapsed, long after)
    {
        _unprovedAfter = after;
        foreach (var wait in elapsed.Where(static operation => operation.IsTerminal))
        {
            if (_openWaits.TryGetValue(wait.Id, out var call))
            {
                call.TakePlace(wait.EndSequence);
            }
            else
            {
                _lanes?.NoteOutcome(wait);
            }
        }
    }

    // Not what waits for nothing but time or a sender: the loser of a race is one of these nearly always.
    private void TellWhatIsLeft(LocalChannel channel)
    {
        if (channel.LaneTurns.LeftUnderWay() is { Count: > 0 } left)
        {
            LogLeftUnderWay(_services.EngineLogger, Id, left.Count, string.Join(", ", left.Take(5)));
        }
    }

    private void ProveElapsed()
    {
        _unprovedAfter = long.MaxValue;
        _proved?.SetResult();
        _proved = null;
    }
}
