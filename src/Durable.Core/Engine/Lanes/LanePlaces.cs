using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>
/// The calls of a lane with turns of its own, and their places: an outcome's place is its change in the execution's log, which the lane does not
/// always know at once.
/// </summary>
/// <param name="turns">The lane's turns.</param>
/// <param name="loaded">What was in the log when the execution opened its first lane.</param>
/// <param name="lastPlace">The newest change by then.</param>
internal sealed class LanePlaces(LaneTurns turns, IReadOnlyDictionary<string, Operation> loaded, long lastPlace)
{
    private readonly Dictionary<(string OperationId, int Number), HandOver> _calls = [];
    private readonly Dictionary<string, long> _outcomes = [];
    private readonly HashSet<string> _openCallbacks = [];
    private readonly HashSet<HandOver> _asked = [];
    private List<string> _watches = [];
    private long _lastPlace = lastPlace;
    private int _openToOutside;
    private int _unplaced;

    /// <summary>Whether no outcome waits for its place. One that is not known yet may be an earlier one.</summary>
    public bool AreKnown => _unplaced == 0;

    /// <summary>Whether the execution must be told of callbacks whose ends the lane is to be told.</summary>
    public bool HasWatches => _watches.Count > 0;

    /// <summary>A call begins.</summary>
    public HandOver Begin(OperationIdentity operation, OperationType type, HandOverKind kind, int number, Operation? found)
    {
        var call = turns.Begin(operation, type, kind, number, found);
        if (kind == HandOverKind.Nothing)
        {
            return call;
        }

        _calls.Add((operation.Id, number), call);
        if ((OutcomePlace.Of(call, loaded.GetValueOrDefault(operation.Id)) ?? PlaceOfOutcome(call)) is { } place)
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

    /// <summary>A call is over.</summary>
    public void End(HandOver call)
    {
        if (_calls.Remove((call.OperationId, call.Number)) && call.Place is null && IsOpenToOutside(call))
        {
            _openToOutside--;
        }

        turns.End(call);
    }

    /// <summary>
    /// The lane has recorded an update. What it records itself comes behind all that it knows. While it waits for something from outside the log may
    /// know more, and what is recorded behind an outcome without a place cannot have one either.
    /// </summary>
    /// <returns>The call whose outcome it is, when the execution must be asked for its place.</returns>
    public HandOver? PlaceOrAsk(OperationUpdate update, Operation operation)
    {
        var number = update.Action == OperationAction.GiveUp ? update.GiveUp!.Call : update.Type == OperationType.Callback ? 0 : 1;
        if (!(operation.IsTerminal || number == 0 || update.Action == OperationAction.GiveUp)
            || !_calls.TryGetValue((update.Id, number), out var call)
            || call.Place is not null)
        {
            return null;
        }

        _openToOutside -= IsOpenToOutside(call) ? 1 : 0;
        if (_openToOutside == 0 && _openCallbacks.Count == 0 && _unplaced == 0)
        {
            call.TakePlace(_lastPlace, isBehind: true);
            return null;
        }

        _unplaced++;
        _asked.Add(call);
        return call;
    }

    /// <summary>A callback is open. It may end before anybody awaits it.</summary>
    public void Watch(string callbackId)
    {
        _openCallbacks.Add(callbackId);
        _watches.Add(callbackId);
    }

    /// <summary>Callbacks of whose ends the execution has not been asked to tell.</summary>
    public IReadOnlyList<string> TakeWatches()
    {
        var watches = _watches;
        _watches = [];
        return watches;
    }

    /// <summary>The execution tells places.</summary>
    public void Take(LaneReply reply)
    {
        foreach (var (call, place) in reply.Placed)
        {
            _unplaced--;
            _asked.Remove(call);
            TakePlace(call, place);
        }

        foreach (var (operationId, place) in reply.Outcomes)
        {
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
    }

    private static bool IsOpenToOutside(HandOver call) =>
        call is { Kind: HandOverKind.End, Type: OperationType.Wait or OperationType.ChainedInvoke };

    private long? PlaceOfOutcome(HandOver call) =>
        call.Kind == HandOverKind.End && _outcomes.TryGetValue(call.OperationId, out var place) ? place : null;

    // A callback can be waited for more than once, everything else by the call that made it.
    private IEnumerable<HandOver> CallsOf(string operationId) =>
        _calls.TryGetValue((operationId, 1), out var first) && first.Type != OperationType.Callback ? [first] : turns.OpenCallsOf(operationId);

    private void TakePlace(HandOver call, long place)
    {
        _lastPlace = Math.Max(_lastPlace, place == long.MaxValue ? 0 : place);
        call.TakePlace(place);
    }
}
