using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>
/// The channel of a lane with turns of its own. It keeps the lane's own view of its operations, so that everything the contexts ask is
/// answered at once; what it records goes to the execution at the end of the turn, or with the next thing it must wait for.
/// </summary>
internal sealed class LaneChannel : IExecutionChannel
{
    private readonly LaneOpening _opening;
    private readonly ILaneGateway _gateway;
    private readonly TaskScheduler _turnScheduler;
    private readonly TurnClock _clock;
    private readonly Dictionary<string, Operation> _own = [];
    private readonly Dictionary<int, LocalParkedOperation> _parked = [];
    private List<LaneUpdate> _updates = [];
    private List<LanePark> _parks = [];
    private List<int> _unparks = [];
    private List<int> _closedLanes = [];
    private int _endedSteps;
    private long _recorded;
    private long _committed;
    private int _lastMessage;
    private int _lastPark;
    private int _wakesSeen;
    private int _busy;
    private bool _isIdleTold;
    private bool _owesEcho;
    private bool _isComplete;
    private bool _isOver;
    private bool _pumpQueued;
    private long _activity;
    private long _activitySeen = -1;

    public LaneChannel(LaneOpening opening, ILaneGateway gateway, TaskScheduler turnScheduler)
    {
        _opening = opening;
        _gateway = gateway;
        _turnScheduler = turnScheduler;
        _clock = new TurnClock(opening.TimeProvider, opening.Now);
        _clock.ContinueAt(opening.Now);
        _recorded = opening.HasUncommitted ? 1 : 0;
        if (opening.Branch is { } branch)
        {
            _own.Add(branch.Id, branch);
        }
    }

    public TaskScheduler StepScheduler => _opening.StepScheduler;

    public TimeProvider TimeProvider => _opening.TimeProvider;

    public bool IsAfterLoss => _opening.IsAfterLoss;

    private bool IsIdle => _busy == 0 && !_isComplete;

    public CancellationToken CancellationToken => _opening.CancellationToken;

    public void RequireTurn(string caller) => Turns.Require(_turnScheduler, caller);

    public Operation? Find(string operationId) =>
        _own.TryGetValue(operationId, out var operation) ? operation : _opening.Loaded.GetValueOrDefault(operationId);

    public void BeginActivity()
    {
        _busy++;
        Touch();
    }

    public void EndActivity()
    {
        _busy--;
        Touch();
    }

    public Operation Post(OperationUpdate update) => Apply(update, isDependency: false);

    public Operation Record(OperationUpdate update)
    {
        _recorded++;
        return Apply(update, isDependency: true);
    }

    public async ValueTask WhenCommittedAsync()
    {
        if (_recorded > _committed)
        {
            var recorded = _recorded;
            await ExchangeAsync(LaneWish.Commit);
            _committed = Math.Max(_committed, recorded);
        }

        CancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<Operation> WhenElapsedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (operation.DueAt is { } dueAt)
        {
            CancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(dueAt, awaitedId: null, cancellationToken);
            await ElapseAsync(operation.Id);
            CancellationToken.ThrowIfCancellationRequested();
            operation = _own[operation.Id] = OperationTransitions.Elapse(Find(operation.Id)!, _clock.Now);
        }

        return operation;
    }

    public async Task<Operation> WhenEndedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (!operation.IsTerminal)
        {
            CancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(dueAt: null, operation.Id, cancellationToken);
            operation = await ReadAwaitedAsync(operation.Id);
            CancellationToken.ThrowIfCancellationRequested();
        }

        return operation;
    }

    public Task<bool> EnterStepAsync()
    {
        CancellationToken.ThrowIfCancellationRequested();
        return _isOver || !_opening.Steps.TryEnter() ? NeverAsync<bool>() : Task.FromResult(true);
    }

    public void ExitStep()
    {
        // Told with the outcome: who drains must not leave between the two.
        _endedSteps++;
        Touch();
    }

    public async Task<T> RunBranchAsync<T>(string branchId, Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken)
    {
        var reply = await ExchangeAsync(LaneWish.OpenLane, branchId: branchId, branchToken: cancellationToken);

        // From here on this lane may do nothing but wait, and where nothing was recorded no other turn would say so.
        Touch();
        try
        {
            return await _gateway.RunBranchAsync(reply.Opened!, body);
        }
        finally
        {
            _closedLanes.Add(reply.Opened!.Lane);
            Touch();
        }
    }

    public Task ContinueAsNewAsync<TInput>(TInput input) => throw new InvalidOperationException("A branch cannot continue its execution as new.");

    public async Task<T> FailExecutionAsync<T>(Exception exception)
    {
        await ExchangeAsync(LaneWish.None, failure: exception);
        return await NeverAsync<T>();
    }

    /// <summary>Operations of this lane are due.</summary>
    public void Wake(IReadOnlyList<int> tokens)
    {
        foreach (var token in tokens)
        {
            _wakesSeen++;
            if (_parked.Remove(token, out var parked))
            {
                parked.Wake();
            }
        }

        Touch();
    }

    /// <summary>
    /// The lane's body has ended: what it recorded is with the execution when this completes. The lane stays busy until whoever opened it
    /// has taken the outcome.
    /// </summary>
    public Task CompleteAsync()
    {
        _isComplete = true;
        return ExchangeAsync(LaneWish.None);
    }

    private async Task<Operation> ReadAwaitedAsync(string operationId)
    {
        var reply = await ExchangeAsync(LaneWish.Arrival, operationId: operationId);
        _clock.ContinueAt(reply.Now);
        Touch();
        return _own[operationId] = reply.Awaited!;
    }

    private async Task ElapseAsync(string operationId)
    {
        _clock.ContinueAt((await ExchangeAsync(LaneWish.Elapse, operationId: operationId)).Now);
        _owesEcho = true;
        Touch();
    }

    private async Task ParkAsync(DateTimeOffset? dueAt, string? awaitedId, CancellationToken cancellationToken)
    {
        var token = ++_lastPark;
        var parked = new LocalParkedOperation(dueAt, awaitedId, this);
        _parked.Add(token, parked);
        _parks.Add(new LanePark(token, dueAt, awaitedId));
        EndActivity();
        using (cancellationToken.UnsafeRegister(static (state, cancelled) => ((LocalParkedOperation)state!).Cancel(cancelled), parked))
        {
            try
            {
                await parked.Task;
            }
            catch (OperationCanceledException)
            {
                if (_parked.Remove(token))
                {
                    _unparks.Add(token);
                }

                BeginActivity();
                throw;
            }
        }
    }

    private Operation Apply(OperationUpdate update, bool isDependency)
    {
        CancellationToken.ThrowIfCancellationRequested();
        Turns.ThrowIfOver(_isOver, _opening.ActivationId);
        UpdateRules.RequireValid(update);
        var now = _clock.Now;
        var operation = _own[update.Id] = OperationTransitions.Apply(Find(update.Id), update, now);
        _updates.Add(new LaneUpdate(update, now, isDependency));
        Touch();
        return operation;
    }

    private void Touch()
    {
        _activity++;
        QueuePump();
    }

    private void QueuePump()
    {
        if (!_pumpQueued && !_isOver)
        {
            _pumpQueued = true;
            _ = Task.Factory.StartNew(
                static lane => ((LaneChannel)lane!).Pump(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turnScheduler);
        }
    }

    // The end of a turn: what was recorded is sent. With nothing busy, look once more when queued continuations have run, as the execution does.
    private void Pump()
    {
        _pumpQueued = false;
        _clock.BeginTurn();
        if (_busy == 0 && _activity != _activitySeen)
        {
            _activitySeen = _activity;
            QueuePump();
            return;
        }

        if (_owesEcho || _updates.Count > 0 || _endedSteps > 0 || _closedLanes.Count > 0 || _parks.Count > 0 || _unparks.Count > 0 || (IsIdle && !_isIdleTold))
        {
            _ = ExchangeAsync(LaneWish.None);
        }
    }

    private async Task<LaneReply> ExchangeAsync(
        LaneWish wish, string? operationId = null, Exception? failure = null, string? branchId = null, CancellationToken branchToken = default)
    {
        if (_isOver)
        {
            return await NeverAsync<LaneReply>();
        }

        _owesEcho = false;
        _isIdleTold = IsIdle && wish == LaneWish.None;
        var message = new LaneMessage
        {
            ActivationId = _opening.ActivationId,
            Lane = _opening.Lane,
            Number = ++_lastMessage,
            Updates = _updates,
            EndedSteps = _endedSteps,
            ClosedLanes = _closedLanes,
            Parks = _parks,
            Unparks = _unparks,
            IdleAfterWakes = _isIdleTold ? _wakesSeen : null,
            Wish = wish,
            OperationId = operationId,
            Failure = failure,
            BranchId = branchId,
            BranchToken = branchToken,
        };
        (_updates, _endedSteps, _closedLanes, _parks, _unparks) = ([], 0, [], [], []);
        LaneReply reply;
        try
        {
            reply = await _gateway.ExchangeAsync(message);
        }
        catch (Exception exception)
        {
            // Nobody can say what became of the message, so neither side may go on: another activation does, from the store.
            _opening.GiveUp(exception);
            reply = LaneReply.Over;
        }

        if (reply.IsOver)
        {
            _isOver = true;
            return await NeverAsync<LaneReply>();
        }

        return reply;
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;
}
