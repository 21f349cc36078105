using Durable.Core.Contexts;
using Durable.Core.Engine.Lanes;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>The channel of a lane that shares its execution's turns.</summary>
internal sealed class LocalChannel : IExecutionChannel, ILane
{
    private readonly Execution _execution;
    private long _lastRecorded;

    public LocalChannel(Execution execution, LocalChannel? parent, string? branchId, CancellationToken cancellationToken)
    {
        _execution = execution;
        BranchId = branchId;
        _lastRecorded = Math.Max(parent?._lastRecorded ?? 0, execution.LastArrival);
        CancellationToken = cancellationToken;
    }

    public TaskScheduler StepScheduler => _execution.StepScheduler;

    public TimeProvider TimeProvider => _execution.TimeProvider;

    public bool BranchesHaveTurns => _execution.Host.Lanes is not null;

    public bool IsAfterLoss => _execution.IsAfterLoss;

    public CancellationToken CancellationToken { get; }

    /// <summary>Id of the branch's context; null in the execution's own lane.</summary>
    public string? BranchId { get; }

    /// <summary>Number of the last record that the lane's outputs depend on.</summary>
    public long LastRecorded => _lastRecorded;

    /// <summary>The lane's turns. One that is opened for a host that gives it turns of its own never uses these.</summary>
    public LaneTurns LaneTurns => field ??= new LaneTurns(_execution.TurnScheduler, this);

    public string LaneName => BranchId is null ? "the function itself" : _execution.NameOf(BranchId);

    public void RequireTurn(string caller) => TurnGuard.Require(LaneTurns, caller);

    public bool MayHandOver => !_execution.HasLeft;

    public void OnActive() => _execution.OnLaneActive();

    public void OnRest() => _execution.OnLaneAtRest();

    public HandOver BeginCall(OperationIdentity operation, OperationType type, HandOverKind kind, int number)
    {
        var found = Find(operation.Id);
        var call = LaneTurns.Begin(operation, type, kind, number, found);
        if (kind != HandOverKind.Nothing && OutcomePlace.Of(call, found) is { } place)
        {
            call.TakePlace(place);
        }

        if (type == OperationType.Wait && call.Place is null)
        {
            _execution.AddWait(call);
        }

        return call;
    }

    public void PlaceCall(HandOver call)
    {
        if (call.Place is null && OutcomePlace.Of(call, Find(call.OperationId)) is { } place)
        {
            call.TakePlace(place);
        }
    }

    public void EndCall(HandOver call)
    {
        LaneTurns.End(call);
        if (call.Type == OperationType.Wait)
        {
            _execution.RemoveWait(call);
        }
    }

    public void GiveUp(Operation operation, int number)
    {
        ThrowIfOver();
        _lastRecorded = _execution.GiveUp(operation.Id, number, _execution.Now);
    }

    public Operation? Find(string operationId) => _execution.Find(operationId);

    public void BeginActivity() => _execution.BeginActivity();

    public void EndActivity() => _execution.EndActivity();

    public Operation Post(OperationUpdate update)
    {
        ThrowIfOver();
        return _execution.Accept(update).Operation;
    }

    public Operation Record(OperationUpdate update)
    {
        ThrowIfOver();
        (var operation, _lastRecorded) = _execution.Accept(update);
        _execution.CommitSoon(_lastRecorded);
        return operation;
    }

    public async ValueTask WhenCommittedAsync()
    {
        await _execution.WhenCommittedAsync(_lastRecorded);
        CancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<Operation> WhenElapsedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (operation.DueAt is { } dueAt)
        {
            CancellationToken.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(new LocalParkedOperation(operation.Id, dueAt, this), cancellationToken);
            CancellationToken.ThrowIfCancellationRequested();
            operation = _execution.Find(operation.Id)!;
        }

        await _execution.WhenProvedAsync(operation);
        return operation;
    }

    public async Task<Operation> WhenEndedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (!operation.IsTerminal)
        {
            CancellationToken.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            await ParkAsync(new LocalParkedOperation(operation.Id, dueAt: null, this), cancellationToken);
            CancellationToken.ThrowIfCancellationRequested();
            operation = _execution.Find(operation.Id)!;
        }

        _lastRecorded = Math.Max(_lastRecorded, _execution.LastArrival);
        return operation;
    }

    public Task<bool> EnterStepAsync()
    {
        CancellationToken.ThrowIfCancellationRequested();
        return _execution.HasLeft || !_execution.Steps.TryEnter() ? NeverAsync<bool>() : Task.FromResult(true);
    }

    public void ExitStep()
    {
        _execution.Steps.Exit();
        _execution.Touch();
    }

    public Task<T> RunBranchAsync<T>(string branchId, Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken)
    {
        var branch = new LocalChannel(_execution, this, branchId, cancellationToken);
        return _execution.LanesToOpen is { } lanes ? lanes.RunBranchAsync(branch, body) : branch.LaneTurns.PostAsync(() => body(branch));
    }

    public Task ContinueAsNewAsync<TInput>(TInput input)
    {
        ThrowIfOver();
        return _execution.ContinueAsNewAsync(input);
    }

    public Task<T> FailExecutionAsync<T>(Exception exception)
    {
        if (CancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(CancellationToken);
        }

        _execution.Fail(exception);
        return NeverAsync<T>();
    }

    /// <summary>Takes an update of a lane that has turns of its own.</summary>
    public void Accept(LaneUpdate update)
    {
        var sequence = update.Update.Action == OperationAction.GiveUp
            ? _execution.GiveUp(update.Update.Id, update.Update.GiveUp!.Call, update.At)
            : _execution.Accept(update.Update, update.At).Sequence;
        if (update.IsDependency)
        {
            _lastRecorded = sequence;
            _execution.CommitSoon(sequence);
        }
    }

    private async Task ParkAsync(LocalParkedOperation parked, CancellationToken cancellationToken)
    {
        _execution.Park(parked);
        _execution.EndActivity();
        using (cancellationToken.UnsafeRegister(static (state, token) => ((LocalParkedOperation)state!).Cancel(token), parked))
        {
            try
            {
                await parked.Task;
            }
            catch (OperationCanceledException)
            {
                _execution.ForgetParked(parked);
                _execution.BeginActivity();
                throw;
            }
        }
    }

    private void ThrowIfOver()
    {
        CancellationToken.ThrowIfCancellationRequested();
        TurnGuard.ThrowIfOver(_execution.HasLeft, _execution.Id);
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;
}
