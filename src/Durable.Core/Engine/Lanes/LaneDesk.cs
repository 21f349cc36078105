using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>The execution's side of its lanes. Used in the execution's turns only.</summary>
internal sealed class LaneDesk(Execution execution)
{
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly HashSet<Lane> _woken = [];
    private readonly Dictionary<string, Lane> _awaiting = [];
    private DateTimeOffset _echoesDueAt;
    private int _echoes;
    private int _lastLane;

    /// <summary>
    /// Until when the execution waits for lanes that went on to say what came of it: each does at the end of its turn. Null when all have.
    /// </summary>
    public DateTimeOffset? EchoesDueAt => _echoes > 0 ? _echoesDueAt : null;

    private Execution Execution => execution;

    /// <summary>Opens a lane. It counts as busy until it says otherwise.</summary>
    public int Open(LocalChannel channel)
    {
        var lane = new Lane(this, ++_lastLane, channel);
        _lanes.Add(lane.Number, lane);
        execution.BeginActivity();
        return lane.Number;
    }

    /// <summary>
    /// Runs a branch in a lane of its own. The lane counts as busy until whoever opened it has taken the outcome: the execution must not
    /// fall asleep between the two.
    /// </summary>
    public async Task<T> RunBranchAsync<T>(LocalChannel channel, ILaneGateway gateway, Func<IExecutionChannel, Task<T>> body)
    {
        var opening = channel.Open();
        try
        {
            return await gateway.RunBranchAsync(opening, body);
        }
        finally
        {
            Close(opening.Lane);
        }
    }

    /// <summary>A refresh is durable: lanes whose operations it has changed are about to go on.</summary>
    public void ExpectEchoes(IEnumerable<(int Lane, string OperationId)> refreshed, DateTimeOffset dueAt)
    {
        _echoesDueAt = dueAt;
        foreach (var (number, operationId) in refreshed)
        {
            if (_lanes.TryGetValue(number, out var lane) && !lane.OwesEcho && execution.Find(operationId) is { DueAt: null })
            {
                lane.OwesEcho = true;
                _echoes++;
            }
        }
    }

    /// <summary>An operation has ended by something from outside. A lane that waits for it is told its place with the next reply.</summary>
    public void NoteOutcome(Operation operation)
    {
        if (_awaiting.Remove(operation.Id, out var lane))
        {
            lane.Outcomes.Add(new LaneOutcome(operation.Id, operation.EndSequence));
        }
    }

    /// <summary>The execution takes part no longer.</summary>
    public void Dissolve()
    {
        _lanes.Clear();
        _awaiting.Clear();
    }

    /// <summary>Takes a message of a lane.</summary>
    public async Task<LaneReply> ExchangeAsync(LaneMessage message)
    {
        if (execution.IsOver || message.ActivationId != execution.ActivationId)
        {
            return LaneReply.Over;
        }

        if (!_lanes.TryGetValue(message.Lane, out var lane))
        {
            TakeWhatEnded(message);
            return LaneReply.Over;
        }

        await execution.Over.WhenDoneOrOverAsync(lane.Inbox.WaitForTurnAsync(message.Number));
        if (execution.IsOver)
        {
            return LaneReply.Over;
        }

        try
        {
            Apply(lane, message);
        }
        catch (Exception exception)
        {
            // The lane goes on from a state that its execution refuses.
            execution.Fault(exception);
            return LaneReply.Over;
        }

        lane.ForgetOutcomes(message.OutcomesTaken);
        var placed = PlacesOf(message);
        TakeEcho(lane);
        SendWakes();
        lane.Inbox.Done(message.Number);
        var reply = await CarryOutAsync(lane, message);
        return execution.IsOver || reply.IsOver ? LaneReply.Over : reply with
        {
            Placed = placed,
            FirstOutcome = lane.OutcomesTaken,
            Outcomes = lane.Outcomes.Count == 0 ? [] : [.. lane.Outcomes],
        };
    }

    private async Task<LaneReply> CarryOutAsync(Lane lane, LaneMessage message)
    {
        switch (message.Wish)
        {
            case LaneWish.Commit:
                await execution.Over.WhenDoneOrOverAsync(execution.WhenCommittedAsync(lane.Channel.LastRecorded).AsTask());
                break;
            case LaneWish.Elapse:
                await execution.Over.WhenDoneOrOverAsync(execution.ElapseAsync(message.OperationId!, lane.Channel.LastRecorded, lane.Number));
                return execution.IsOver
                    ? LaneReply.Over
                    : new LaneReply(false, execution.Watermark, Awaited: execution.Find(message.OperationId!));
            case LaneWish.Arrival:
                await execution.Over.WhenDoneOrOverAsync(execution.WhenCommittedAsync(execution.LastArrival).AsTask());
                return execution.IsOver ? LaneReply.Over : new LaneReply(false, execution.Now, Awaited: execution.Find(message.OperationId!));
            case LaneWish.OpenLane:
                return new LaneReply(false, execution.Now, new LocalChannel(execution, lane.Channel, message.BranchId, message.BranchToken).Open());
        }

        return execution.IsOver ? LaneReply.Over : new LaneReply(false, execution.Now);
    }

    /// <summary>Tells the lanes which of their operations were woken.</summary>
    public void SendWakes()
    {
        foreach (var lane in _woken)
        {
            lane.SendWakes();
        }

        _woken.Clear();
    }

    // Also of a lane that is closed itself: what it left behind ends later.
    private void TakeWhatEnded(LaneMessage message)
    {
        if (message.EndedSteps > 0)
        {
            execution.Steps.Exit(message.EndedSteps);
            execution.Touch();
        }

        foreach (var lane in message.ClosedLanes)
        {
            Close(lane);
        }
    }

    private void Apply(Lane lane, LaneMessage message)
    {
        TakeWhatEnded(message);
        // A lane that is no longer needed may have more to say; it is not heard.
        if (!lane.Channel.CancellationToken.IsCancellationRequested && !execution.IsOver)
        {
            foreach (var update in message.Updates)
            {
                lane.Channel.Accept(update);
            }
        }

        foreach (var operationId in message.Watches)
        {
            lane.Watch(operationId);
        }

        if (message.Failure is { } failure)
        {
            execution.Fail(failure);
            return;
        }

        foreach (var token in message.Unparks)
        {
            lane.Unpark(token);
        }

        foreach (var park in message.Parks)
        {
            lane.Park(park, execution);
        }

        if (message.IdleAfterWakes is { } wakes)
        {
            lane.BecomeIdle(wakes, execution);
        }
        else
        {
            lane.BecomeBusy(execution);
        }
    }

    private List<(HandOver Call, long Place)> PlacesOf(LaneMessage message)
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

        return places ?? [];
    }

    private void Close(int number)
    {
        if (_lanes.Remove(number, out var lane))
        {
            lane.Close(execution);
            TakeEcho(lane);
        }
    }

    private void TakeEcho(Lane lane)
    {
        if (lane.OwesEcho)
        {
            lane.OwesEcho = false;
            _echoes--;
            execution.Touch();
        }
    }

    /// <summary>One lane.</summary>
    private sealed class Lane(LaneDesk desk, int number, LocalChannel channel)
    {
        private readonly Dictionary<int, LaneParkedOperation> _parked = [];
        private readonly List<int> _wakes = [];
        private bool _isBusy = true;
        private int _wakesSent;

        public int Number { get; } = number;

        public LocalChannel Channel { get; } = channel;

        public LaneInbox Inbox { get; } = new();

        /// <summary>Outcomes from outside that the lane has not said that it took, in order of their places.</summary>
        public List<LaneOutcome> Outcomes { get; } = [];

        /// <summary>How many it has taken.</summary>
        public int OutcomesTaken { get; private set; }

        /// <summary>It went on after a refresh and has not said anything since.</summary>
        public bool OwesEcho { get; set; }

        public void Park(LanePark park, Execution execution)
        {
            var parked = new LaneParkedOperation(park, () => Wake(park.Token, execution));
            _parked.Add(park.Token, parked);
            Watch(park.OperationId);

            execution.Park(parked);
        }

        /// <summary>The lane is to be told where the outcome of the operation has its place.</summary>
        public void Watch(string operationId)
        {
            // An operation of a lane that is not heard any more may never have come to be, and the outcome of a step comes from the lane itself.
            switch (desk.Execution.Find(operationId))
            {
                case { IsTerminal: true } ended:
                    Outcomes.Add(new LaneOutcome(ended.Id, ended.EndSequence));
                    break;
                case { Type: not OperationType.Step } awaited:
                    desk._awaiting[awaited.Id] = this;
                    break;
            }
        }

        public void ForgetOutcomes(int taken)
        {
            if (taken > OutcomesTaken)
            {
                Outcomes.RemoveRange(0, taken - OutcomesTaken);
                OutcomesTaken = taken;
            }
        }

        public void Unpark(int token)
        {
            // When it is not there, its wake and its giving up have crossed.
            if (_parked.Remove(token, out var parked))
            {
                parked.IsCancelled = true;
                desk.Forget(parked);
            }
        }

        public void BecomeIdle(int wakesSeen, Execution execution)
        {
            if (_isBusy && wakesSeen == _wakesSent)
            {
                _isBusy = false;
                execution.EndActivity();
            }
        }

        public void BecomeBusy(Execution execution)
        {
            if (!_isBusy)
            {
                _isBusy = true;
                execution.BeginActivity();
            }
        }

        public void SendWakes()
        {
            desk.Execution.Host.GetLaneWaker(Number)?.Wake([.. _wakes]);
            _wakes.Clear();
        }

        public void Close(Execution execution)
        {
            foreach (var parked in _parked.Values)
            {
                desk._awaiting.Remove(parked.OperationId);
                parked.IsCancelled = true;
                desk.Forget(parked);
            }

            BecomeBusy(execution);
            execution.EndActivity();
        }

        private void Wake(int token, Execution execution)
        {
            _parked.Remove(token);
            _wakes.Add(token);
            _wakesSent++;
            desk._woken.Add(this);
            BecomeBusy(execution);
        }
    }

    private void Forget(ParkedOperation parked) => execution.ForgetParked(parked);
}
