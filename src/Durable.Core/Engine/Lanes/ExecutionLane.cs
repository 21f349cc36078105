using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>The execution's side of one lane. Used in the execution's turns only, but for <see cref="Post"/>.</summary>
/// <param name="lanes">All lanes.</param>
/// <param name="execution">The execution.</param>
/// <param name="channel">The channel by which the execution knows the lane.</param>
/// <param name="run">The lane itself.</param>
/// <param name="parent">The lane that has opened it; null for the execution's own.</param>
internal sealed class ExecutionLane(ExecutionLanes lanes, Execution execution, LocalChannel channel, LaneRun run, ExecutionLane? parent)
{
    private readonly Dictionary<int, LaneParkedOperation> _parked = [];
    private List<int> _wakes = [];
    private List<LaneOutcome> _outcomes = [];
    private bool _isBusy = true;
    private int _wakesSent;

    public LocalChannel Channel => channel;

    public LaneRun Run => run;

    /// <summary>Its number in the activation: lanes that are opened later have greater ones.</summary>
    public int Number => run.Start.Number;

    /// <summary>Whether the execution takes part in it no longer.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>It was opened and has not said anything yet.</summary>
    public bool IsBeginning { get; set; } = true;

    /// <summary>It went on after a refresh and has not said anything since.</summary>
    public bool OwesEcho { get; set; }

    /// <summary>Has the execution take what the lane tells it. Called in the lane's turns.</summary>
    public void Post(LaneMessage message) => lanes.Post(message);

    /// <summary>An operation that the lane waits for has an outcome.</summary>
    public void NoteOutcome(Operation operation) => _outcomes.Add(new LaneOutcome(operation.Id, operation.EndSequence));

    /// <summary>A parked operation is due, or what it waits for has arrived.</summary>
    public void Wake(LaneParkedOperation parked)
    {
        _parked.Remove(parked.Token);
        CountWake();
    }

    /// <summary>It goes on: the refresh that it joined is durable, or what has arrived is to be asked for.</summary>
    public void GoOn(LaneParkedOperation parked)
    {
        if (IsClosed)
        {
            return;
        }

        if (parked.DueAt is null)
        {
            _wakes.Add(parked.Token);
            lanes.AddWoken(this);
            return;
        }

        lanes.ExpectEcho(this);
        var elapsed = new LaneReply { Now = execution.Watermark, Awaited = execution.Find(parked.OperationId), Outcomes = TakeOutcomes() };
        run.Post(lane => lane.TakeElapsed(parked.Token, elapsed));
    }

    /// <summary>Tells the lane for which of its operations something has arrived.</summary>
    public void SendWakes()
    {
        var wakes = _wakes;
        _wakes = [];
        run.Post(lane => lane.Wake(wakes));
    }

    /// <summary>The branch could not be begun.</summary>
    public void FailToStart(Exception exception)
    {
        if (IsClosed || execution.HasLeft)
        {
            return;
        }

        if (run.CancellationToken.IsCancellationRequested)
        {
            lanes.Close(this);
            HandOver(() => run.Fail(new OperationCanceledException(run.CancellationToken)));
        }
        else
        {
            execution.Fault(exception);
        }
    }

    /// <summary>What the lane has parked is over, and it is busy no longer.</summary>
    public void Close()
    {
        IsClosed = true;
        run.Leave();
        foreach (var parked in _parked.Values)
        {
            lanes.ForgetAwaited(parked.OperationId);
            parked.IsCancelled = true;
            execution.ForgetParked(parked);
        }

        BecomeBusy();
        execution.EndActivity();
    }

    /// <summary>Takes what the lane tells.</summary>
    public void Take(LaneMessage message)
    {
        if (execution.HasLeft)
        {
            return;
        }

        if (message.EndedSteps > 0)
        {
            // Also of a lane that is closed: what it left behind ends later.
            execution.Steps.Exit(message.EndedSteps);
            execution.Touch();
        }

        if (IsClosed)
        {
            return;
        }

        try
        {
            Apply(message);
        }
        catch (Exception exception)
        {
            // The lane goes on from a state that its execution refuses.
            execution.Fault(exception);
            return;
        }

        lanes.TakeEcho(this);
        lanes.SendWakes();
        TellPlaces(message);
        if (message.Request is { } request)
        {
            _ = AnswerAsync(request);
        }
    }

    private void Apply(LaneMessage message)
    {
        // A lane that is no longer needed may have more to say; it is not heard.
        if (!channel.CancellationToken.IsCancellationRequested)
        {
            foreach (var update in message.Updates)
            {
                channel.Accept(update);
            }
        }

        foreach (var operationId in message.Watches)
        {
            Watch(operationId);
        }

        if (message.Failure is { } failure)
        {
            execution.Fail(failure);
            return;
        }

        foreach (var token in message.Unparks)
        {
            Unpark(token);
        }

        foreach (var park in message.Parks)
        {
            Park(park);
        }

        foreach (var branch in message.Branches)
        {
            lanes.Open(new LocalChannel(execution, channel, branch.BranchId, branch.CancellationToken), branch, this);
        }

        if (message.Completes)
        {
            lanes.Close(this);
            HandOver(run.Deliver);
        }
        else if (message.IdleAfterWakes is { } wakes)
        {
            BecomeIdle(wakes);
        }
        else
        {
            BecomeBusy();
        }
    }

    private void HandOver(Action deliver) => lanes.HandOver(() => DeliverToOpener(deliver));

    // The execution must not fall asleep before whoever opened the branch has taken its outcome: another lane is told like one that is woken.
    private void DeliverToOpener(Action deliver)
    {
        if (parent is null)
        {
            deliver();
        }
        else if (!parent.IsClosed)
        {
            parent.CountWake();
            parent.Run.Post(lane => lane.TakeOutcome(deliver));
        }
    }

    private async Task AnswerAsync(LaneRequest request)
    {
        switch (request.Kind)
        {
            case LaneRequestKind.Commit:
                await execution.WhenCommittedAsync(channel.LastRecorded);
                break;
            case LaneRequestKind.Arrival:
                await execution.WhenCommittedAsync(execution.LastArrival);
                break;
        }

        if (!execution.HasLeft && !IsClosed)
        {
            Reply(new LaneReply
            {
                Request = request,
                Now = execution.Now,
                Awaited = request.OperationId is { } operationId ? execution.Find(operationId) : null,
                Outcomes = TakeOutcomes(),
            });
        }
    }

    private void TellPlaces(LaneMessage message)
    {
        List<(HandOver, long)>? places = null;
        foreach (var update in message.Updates)
        {
            // An update that is not heard any more has no place, and needs none.
            if (update.Unplaced is { } call && OutcomePlace.Of(call, execution.Find(update.Update.Id)) is var place)
            {
                (places ??= []).Add((call, place ?? long.MaxValue));
            }
        }

        if (places is not null && !IsClosed)
        {
            Reply(new LaneReply { Placed = places, Outcomes = TakeOutcomes() });
        }
    }

    private void Reply(LaneReply reply) => run.Post(lane => lane.Take(reply));

    private List<LaneOutcome> TakeOutcomes()
    {
        var outcomes = _outcomes;
        if (outcomes.Count > 0)
        {
            _outcomes = [];
        }

        return outcomes;
    }

    private void Park(LanePark park)
    {
        var parked = new LaneParkedOperation(park, this);
        _parked.Add(park.Token, parked);
        Watch(park.OperationId);
        execution.Park(parked);
    }

    private void Unpark(int token)
    {
        // When it is not there, its wake and its giving up have crossed.
        if (_parked.Remove(token, out var parked))
        {
            parked.IsCancelled = true;
            execution.ForgetParked(parked);
        }
    }

    private void Watch(string operationId)
    {
        // An operation of a lane that is not heard any more may never have come to be, and the outcome of a step comes from the lane itself.
        switch (execution.Find(operationId))
        {
            case { IsTerminal: true } ended:
                NoteOutcome(ended);
                break;
            case { Type: not OperationType.Step } awaited:
                lanes.Await(awaited.Id, this);
                break;
        }
    }

    private void CountWake()
    {
        _wakesSent++;
        BecomeBusy();
    }

    private void BecomeIdle(int wakesSeen)
    {
        if (_isBusy && wakesSeen == _wakesSent)
        {
            _isBusy = false;
            execution.EndActivity();
        }
    }

    private void BecomeBusy()
    {
        if (!_isBusy)
        {
            _isBusy = true;
            execution.BeginActivity();
        }
    }
}
