using Durable.Core.Contexts;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>
/// The channel of a lane with turns of its own. It keeps the lane's own view of its operations, so that everything the contexts ask is
/// answered at once; what it records goes to the execution at the end of the turn, or with the next thing it must wait for.
/// </summary>
internal sealed class LaneChannel : IExecutionChannel, ILane
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

    // Calls that are open. The place of an outcome is its change in the execution's log, which the lane does not always know at once.
    private readonly Dictionary<(string OperationId, int Number), HandOver> _calls = [];
    private readonly Dictionary<string, long> _outcomes = [];
    private readonly HashSet<string> _openCallbacks = [];
    private List<string> _watches = [];
    private long _lastPlace;
    private int _outcomesTaken;
    private int _openToOutside;
    private int _unplaced;
    private readonly HashSet<HandOver> _asked = [];
    private volatile bool _isActive;
    private bool _awaitsRest;

    public LaneChannel(LaneOpening opening, ILaneGateway gateway, TaskScheduler turnScheduler)
    {
        _opening = opening;
        _gateway = gateway;
        _turnScheduler = turnScheduler;
        _clock = new TurnClock(opening.TimeProvider, opening.Now);
        _clock.ContinueAt(opening.Now);
        _recorded = opening.HasUncommitted ? 1 : 0;
        _lastPlace = opening.ChangeSequence;
        LaneTurns = new LaneTurns(turnScheduler, this);
        if (opening.Branch is { } branch)
        {
            _own.Add(branch.Id, branch);
        }
    }

    public TaskScheduler StepScheduler => _opening.StepScheduler;

    public TimeProvider TimeProvider => _opening.TimeProvider;

    public bool BranchesHaveTurns => true;

    public bool IsAfterLoss => _opening.IsAfterLoss;

    private bool IsIdle => _busy == 0 && !_isComplete;

    public CancellationToken CancellationToken => _opening.CancellationToken;

    /// <summary>The lane's turns, within those of its host.</summary>
    public LaneTurns LaneTurns { get; }

    public string LaneName => _opening.LaneName;

    // A place that is not known yet may be an earlier one.
    public bool MayHandOver => !_isOver && _unplaced == 0;

    public void OnActive()
    {
        _isActive = true;
        _opening.TellLateActivity();
    }

    public void OnRest()
    {
        _isActive = false;
        if (_awaitsRest)
        {
            _awaitsRest = false;
            QueuePump();
        }
    }

    public void RequireTurn(string caller) => Turns.Require(LaneTurns, caller);

    public HandOver BeginCall(OperationIdentity operation, OperationType type, HandOverKind kind, int number)
    {
        var found = Find(operation.Id);
        var call = LaneTurns.Begin(operation, type, kind, number, found);
        if (kind == HandOverKind.Nothing)
        {
            return call;
        }

        _calls.Add((operation.Id, number), call);
        if ((OutcomePlace.Of(call, _opening.Loaded.GetValueOrDefault(operation.Id)) ?? PlaceOfOutcome(call)) is { } place)
        {
            call.TakePlace(place);
        }
        else if (IsOpenToOutside(call))
        {
            _openToOutside++;
        }

        if (kind == HandOverKind.Start && found is { IsTerminal: false })
        {
            Watch(operation.Id);
        }

        return call;
    }

    // All others get theirs when they are recorded, or when the execution tells it.
    public void PlaceCall(HandOver call)
    {
        if (call.Kind == HandOverKind.Nothing)
        {
            call.TakePlace(OutcomePlace.AtOnce);
        }
    }

    public void EndCall(HandOver call)
    {
        if (_calls.Remove((call.OperationId, call.Number)) && call.Place is null && IsOpenToOutside(call))
        {
            _openToOutside--;
        }

        LaneTurns.End(call);
    }

    public void GiveUp(Operation operation, int number) => Record(new OperationUpdate
    {
        Id = operation.Id,
        Type = operation.Type,
        Action = OperationAction.GiveUp,
        GivenUpCall = number,
    });

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
            cancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(operation.Id, dueAt, cancellationToken);
            operation = await ElapseAsync(operation.Id);
            CancellationToken.ThrowIfCancellationRequested();
        }

        return operation;
    }

    public async Task<Operation> WhenEndedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (!operation.IsTerminal)
        {
            CancellationToken.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(operation.Id, dueAt: null, cancellationToken);
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

    private async Task<Operation> ElapseAsync(string operationId)
    {
        var reply = await ExchangeAsync(LaneWish.Elapse, operationId: operationId);
        _clock.ContinueAt(reply.Now);
        _owesEcho = true;
        Touch();
        return _own[operationId] = reply.Awaited!;
    }

    private async Task ParkAsync(string operationId, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        var token = ++_lastPark;
        var park = new LanePark(token, operationId, dueAt);
        var parked = new LocalParkedOperation(dueAt, park.AwaitedId, this);
        _parked.Add(token, parked);
        _parks.Add(park);
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
        _updates.Add(new LaneUpdate(update, now, isDependency, PlaceOrAsk(update, operation)));
        if (update is { Type: OperationType.Callback, Action: OperationAction.Start })
        {
            Watch(update.Id);
        }

        Touch();
        return operation;
    }

    // What the lane records itself comes behind all that it knows. While it waits for something from outside the log may know more, and what is
    // recorded behind an outcome without a place cannot have one either.
    private HandOver? PlaceOrAsk(OperationUpdate update, Operation operation)
    {
        var number = update.Action == OperationAction.GiveUp ? update.GivenUpCall : update.Type == OperationType.Callback ? 0 : 1;
        if (!(operation.IsTerminal || number == 0 || update.Action == OperationAction.GiveUp)
            || !_calls.TryGetValue((update.Id, number), out var call)
            || call.Place is not null)
        {
            return null;
        }

        _openToOutside -= IsOpenToOutside(call) ? 1 : 0;
        if (_openToOutside == 0 && _openCallbacks.Count == 0 && _unplaced == 0)
        {
            call.TakePlace(_lastPlace);
            return null;
        }

        _unplaced++;
        _asked.Add(call);
        return call;
    }

    private static bool IsOpenToOutside(HandOver call) =>
        call is { Kind: HandOverKind.End, Type: OperationType.Wait or OperationType.ChainedInvoke };

    // A callback may end before anybody awaits it.
    private void Watch(string callbackId)
    {
        _openCallbacks.Add(callbackId);
        _watches.Add(callbackId);
    }

    private long? PlaceOfOutcome(HandOver call) =>
        call.Kind == HandOverKind.End && _outcomes.TryGetValue(call.OperationId, out var place) ? place : null;

    private void TakePlaces(LaneReply reply)
    {
        foreach (var (call, place) in reply.Placed)
        {
            _unplaced--;
            _asked.Remove(call);
            TakePlace(call, place);
        }

        for (var i = Math.Max(0, _outcomesTaken - reply.FirstOutcome); i < reply.Outcomes.Count; i++)
        {
            _outcomesTaken++;
            var (operationId, place) = reply.Outcomes[i];
            if (!_outcomes.TryAdd(operationId, place))
            {
                continue;
            }

            _openCallbacks.Remove(operationId);
            _lastPlace = Math.Max(_lastPlace, place);
            foreach (var call in CallsOf(operationId))
            {
                if (call is { Kind: HandOverKind.End, Place: null } && !_asked.Contains(call))
                {
                    _openToOutside -= IsOpenToOutside(call) ? 1 : 0;
                    TakePlace(call, place);
                }
            }
        }

        LaneTurns.Touch();
    }

    // A callback can be waited for more than once, everything else by the call that made it.
    private IEnumerable<HandOver> CallsOf(string operationId) =>
        _calls.TryGetValue((operationId, 1), out var first) && first.Type != OperationType.Callback ? [first] : LaneTurns.OpenCallsOf(operationId);

    private void TakePlace(HandOver call, long place)
    {
        _lastPlace = Math.Max(_lastPlace, place == long.MaxValue ? 0 : place);
        call.TakePlace(place);
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
            _ = _turnScheduler.PostAsync(static lane => ((LaneChannel)lane!).Pump(), this);
        }
    }

    // The end of a turn: what was recorded is sent. With nothing busy, look once more when queued continuations have run, as the execution does.
    private void Pump()
    {
        _pumpQueued = false;
        if (_isActive)
        {
            _awaitsRest = true;
            return;
        }

        _clock.BeginTurn();
        if (_busy == 0 && _activity != _activitySeen)
        {
            _activitySeen = _activity;
            QueuePump();
            return;
        }

        if (_owesEcho || _updates.Count > 0 || _endedSteps > 0 || _closedLanes.Count > 0 || _watches.Count > 0 || _parks.Count > 0 || _unparks.Count > 0 || (IsIdle && !_isIdleTold))
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
            Watches = _watches,
            OutcomesTaken = _outcomesTaken,
            IdleAfterWakes = _isIdleTold ? _wakesSeen : null,
            Wish = wish,
            OperationId = operationId,
            Failure = failure,
            BranchId = branchId,
            BranchToken = branchToken,
        };
        (_updates, _endedSteps, _closedLanes, _parks, _unparks, _watches) = ([], 0, [], [], [], []);
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

        TakePlaces(reply);
        return reply;
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;
}
