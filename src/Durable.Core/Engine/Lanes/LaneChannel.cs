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
    private const int NotTold = -1;

    private readonly LaneRun _run;
    private readonly LaneStart _start;
    private readonly TurnPump _pump;
    private readonly TurnClock _clock;
    private readonly LanePlaces _places;
    private readonly Dictionary<string, Operation> _own = [];
    private readonly Dictionary<int, TaskCompletionSource<LaneReply?>> _parked = [];
    private List<LaneUpdate> _updates = [];
    private List<LaneRun> _branches = [];
    private List<LanePark> _parks = [];
    private List<int> _unparks = [];
    private int _endedSteps;
    private long _recorded;
    private long _committed;
    private int _lastPark;
    private int _wakesSeen;
    private int _toldIdleAfterWakes = NotTold;
    private bool _owesEcho;
    private bool _hasTold;
    private bool _isComplete;
    private volatile bool _isActive;
    private bool _awaitsRest;

    public LaneChannel(LaneRun run, TaskScheduler turns)
    {
        _run = run;
        _start = run.Start;
        _pump = new TurnPump(turns, EndTurn);
        _clock = new TurnClock(_start.TimeProvider, _start.Now);
        _clock.ContinueAt(_start.Now);
        _recorded = _start.HasUncommitted ? 1 : 0;
        LaneTurns = new LaneTurns(turns, this);
        _places = new LanePlaces(LaneTurns, _start.Loaded, _start.ChangeSequence);
        if (_start.Branch is { } branch)
        {
            _own.Add(branch.Id, branch);
        }
    }

    public TaskScheduler StepScheduler => _start.StepScheduler;

    public TimeProvider TimeProvider => _start.TimeProvider;

    public bool BranchesHaveTurns => true;

    public bool IsAfterLoss => _start.IsAfterLoss;

    private bool IsIdle => _pump.IsIdle && !_isComplete;

    private bool IsOver => _run.IsOver;

    public CancellationToken CancellationToken => _run.CancellationToken;

    /// <summary>The lane's turns, within those of its host.</summary>
    public LaneTurns LaneTurns { get; }

    public string LaneName => _start.LaneName;

    public bool MayHandOver => !IsOver && _places.AreKnown;

    public void OnActive()
    {
        _isActive = true;
        _start.TellLateActivity();
    }

    public void OnRest()
    {
        _isActive = false;
        if (_awaitsRest)
        {
            _awaitsRest = false;
            _pump.Queue();
        }
    }

    public void RequireTurn(string caller) => TurnGuard.Require(LaneTurns, caller);

    public HandOver BeginCall(OperationIdentity operation, OperationType type, HandOverKind kind, int number) =>
        _places.Begin(operation, type, kind, number, Find(operation.Id));

    // All others get theirs when they are recorded, or when the execution tells it.
    public void PlaceCall(HandOver call)
    {
        if (call.Kind == HandOverKind.Nothing)
        {
            call.TakePlace(OutcomePlace.AtOnce);
        }
    }

    public void EndCall(HandOver call) => _places.End(call);

    public void GiveUp(Operation operation, int number) => Record(new OperationUpdate
    {
        Id = operation.Id,
        Type = operation.Type,
        Action = OperationAction.GiveUp,
        GiveUp = new GiveUpOptions(number),
    });

    public Operation? Find(string operationId) =>
        _own.TryGetValue(operationId, out var operation) ? operation : _start.Loaded.GetValueOrDefault(operationId);

    public void BeginActivity() => _pump.BeginActivity();

    public void EndActivity() => _pump.EndActivity();

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
            await AskAsync(LaneRequestKind.Commit);
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
            operation = GoOnAfter((await ParkAsync(operation.Id, dueAt, cancellationToken))!);
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
            operation = GoOnAfter(await AskAsync(LaneRequestKind.Arrival, operation.Id));
            CancellationToken.ThrowIfCancellationRequested();
        }

        return operation;
    }

    public Task<bool> EnterStepAsync()
    {
        CancellationToken.ThrowIfCancellationRequested();
        return IsOver || !_start.Steps.TryEnter() ? NeverAsync<bool>() : Task.FromResult(true);
    }

    public void ExitStep()
    {
        // Told with the outcome: who drains must not leave between the two.
        _endedSteps++;
        _pump.Touch();
    }

    public Task<T> RunBranchAsync<T>(string branchId, Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken)
    {
        var branch = new LaneRun<T>(branchId, body, cancellationToken);
        _branches.Add(branch);

        // From here on this lane may do nothing but wait, and where nothing was recorded no other turn would say so.
        _pump.Touch();
        return branch.Outcome;
    }

    public Task ContinueAsNewAsync<TInput>(TInput input) => throw new InvalidOperationException("A branch cannot continue its execution as new.");

    public Task<T> FailExecutionAsync<T>(Exception exception)
    {
        if (CancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(CancellationToken);
        }

        Tell(failure: exception);
        return NeverAsync<T>();
    }

    /// <summary>The lane's body has begun. The execution is told when that comes to rest for the first time, whatever it awaits.</summary>
    public void Begin() => _pump.Touch();

    /// <summary>Something has arrived for operations of this lane, which ask what.</summary>
    public void Wake(IReadOnlyList<int> tokens)
    {
        foreach (var token in tokens)
        {
            GoOn(token, elapsed: null);
        }
    }

    /// <summary>The clock has changed an operation of this lane, durably.</summary>
    public void TakeElapsed(int token, LaneReply elapsed)
    {
        if (!IsOver)
        {
            _places.Take(elapsed);
            _owesEcho = true;
            GoOn(token, elapsed);
        }
    }

    /// <summary>A branch of this lane has ended: counted like a wake, because the lane goes on.</summary>
    public void TakeOutcome(Action deliver)
    {
        _wakesSeen++;
        deliver();
        _pump.Touch();
    }

    /// <summary>The execution tells what it was asked for.</summary>
    public void Take(LaneReply reply)
    {
        if (!IsOver)
        {
            _places.Take(reply);
            reply.Request?.Complete(reply);
        }
    }

    /// <summary>The lane's body has ended. Its outcome is taken once the execution has all that the lane recorded.</summary>
    public void Complete()
    {
        _isComplete = true;
        Tell();
    }

    private Operation GoOnAfter(LaneReply reply)
    {
        _clock.ContinueAt(reply.Now);
        _pump.Touch();
        return _own[reply.Awaited!.Id] = reply.Awaited;
    }

    // It is busy from the moment on in which it is told to go on, though its own turn comes later.
    private void GoOn(int token, LaneReply? elapsed)
    {
        _wakesSeen++;
        if (_parked.Remove(token, out var parked) && parked.TrySetResult(elapsed))
        {
            BeginActivity();
        }

        _pump.Touch();
    }

    /// <returns>What the clock has changed; null when something has arrived.</returns>
    private async Task<LaneReply?> ParkAsync(string operationId, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        var token = ++_lastPark;
        var parked = new TaskCompletionSource<LaneReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _parked.Add(token, parked);
        _parks.Add(new LanePark(token, operationId, dueAt));
        EndActivity();
        using (cancellationToken.UnsafeRegister(
            static (state, cancelled) => ((TaskCompletionSource<LaneReply?>)state!).TrySetCanceled(cancelled), parked))
        {
            try
            {
                return await parked.Task;
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
        TurnGuard.ThrowIfOver(IsOver, _start.ExecutionId);
        UpdateRules.RequireValid(update);
        var now = _clock.Now;
        var operation = _own[update.Id] = OperationTransitions.Apply(Find(update.Id), update, now);
        _updates.Add(new LaneUpdate(update, now, isDependency, _places.PlaceOrAsk(update, operation)));
        if (update is { Type: OperationType.Callback, Action: OperationAction.Start })
        {
            _places.Watch(update.Id);
        }

        _pump.Touch();
        return operation;
    }

    // The end of a turn: what was recorded is told. With nothing busy, look once more when queued continuations have run, as the execution does.
    private void EndTurn()
    {
        if (_isActive)
        {
            _awaitsRest = true;
            return;
        }

        _clock.BeginTurn();
        if (_pump.IsIdle && _pump.LookOnceMore())
        {
            return;
        }

        if (_owesEcho || _endedSteps > 0 || _places.HasWatches || _updates.Count + _branches.Count + _parks.Count + _unparks.Count > 0)
        {
            Tell();
        }
        else if (!_hasTold)
        {
            // It awaits something that the execution does not know: it has begun, and may go on at any time.
            Tell(staysBusy: true);
        }
        else if (IsIdle && _toldIdleAfterWakes != _wakesSeen)
        {
            Tell();
        }
    }

    private Task<LaneReply> AskAsync(LaneRequestKind kind, string? operationId = null)
    {
        var request = new LaneRequest(kind, operationId);
        Tell(request);
        return request.Reply;
    }

    private void Tell(LaneRequest? request = null, Exception? failure = null, bool staysBusy = false)
    {
        _hasTold = true;
        _owesEcho = false;
        _toldIdleAfterWakes = IsIdle && request is null && !staysBusy ? _wakesSeen : NotTold;
        _start.Lane.Post(new LaneMessage
        {
            Lane = _start.Lane,
            Updates = _updates,
            EndedSteps = _endedSteps,
            Branches = _branches,
            Parks = _parks,
            Unparks = _unparks,
            Watches = _places.TakeWatches(),
            IdleAfterWakes = _toldIdleAfterWakes == NotTold ? null : _toldIdleAfterWakes,
            Request = request,
            Completes = _isComplete,
            Failure = failure,
        });
        (_updates, _endedSteps, _branches, _parks, _unparks) = ([], 0, [], [], []);
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;
}
