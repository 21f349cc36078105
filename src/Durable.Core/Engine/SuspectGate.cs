namespace Durable.Core.Engine;

/// <summary>
/// Lets executions run one at a time that were running when their process died, time after time: the one that kills it is alone when it does
/// so again, and the others are not blamed for it.
/// </summary>
internal sealed class SuspectGate(TimeProvider timeProvider)
{
    /// <summary>Losses in a row that make a suspect.</summary>
    public const int SuspectFrom = 3;

    // Who has lived for so long lets the next one in; a step may take hours.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Place> _waiting = [];
    private Place? _inside;
    private bool _isHeld;

    /// <summary>Lets no suspect run before that has completed.</summary>
    public void HoldUntil(Task others)
    {
        _isHeld = true;
        _ = OpenAfterAsync(others);
    }

    /// <summary>Asks for a place.</summary>
    /// <param name="losses">How often the process has died in a row; who has fewer is let in first.</param>
    public Place Ask(int losses)
    {
        var place = new Place(this, losses);
        lock (_lock)
        {
            _waiting.Add(place);
        }

        AdmitNext();
        return place;
    }

    private async Task OpenAfterAsync(Task others)
    {
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _isHeld = false;
        }

        AdmitNext();
    }

    private void AdmitNext()
    {
        Place? next;
        lock (_lock)
        {
            next = _isHeld || _inside is not null ? null : _waiting.MinBy(static place => place.Losses);
            if (next is null)
            {
                return;
            }

            _waiting.Remove(next);
            _inside = next;
        }

        next.Enter(timeProvider, s_longest);
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            _waiting.Remove(place);
            if (_inside == place)
            {
                _inside = null;
            }
        }

        AdmitNext();
    }

    /// <summary>The place of one execution.</summary>
    internal sealed class Place(SuspectGate gate, int losses)
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ITimer? _timer;

        public int Losses { get; } = losses;

        /// <summary>Completes when the execution may run.</summary>
        public Task Entered => _entered.Task;

        /// <summary>Lets the next one in; may be called more than once.</summary>
        public void Leave()
        {
            _timer?.Dispose();
            gate.Leave(this);
        }

        public void Enter(TimeProvider timeProvider, TimeSpan longest)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = timeProvider.CreateTimer(static place => ((Place)place!).Leave(), this, longest, Timeout.InfiniteTimeSpan);
            }

            _entered.TrySetResult();
        }
    }
}
