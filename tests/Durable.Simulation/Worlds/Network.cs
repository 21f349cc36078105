using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>Carries calls between clients and nodes, in any order.</summary>
/// <param name="work">Where they wait.</param>
internal sealed class Network(WorkQueue work)
{
    private readonly WorkLane _wire = work.AddLane(inOrder: false);
    private readonly Queue<CallFate> _fates = [];

    /// <summary>Orders what happens to the next call that has nothing ordered yet.</summary>
    public void Inject(CallFate fate) => _fates.Enqueue(fate);

    /// <summary>Forgets what has not happened yet.</summary>
    public void Heal() => _fates.Clear();

    /// <summary>Calls a node.</summary>
    /// <exception cref="TimeoutException">Nobody knows what became of the call.</exception>
    public Task<T> CallAsync<T>(Node target, Func<Task<T>> call)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fate = _fates.TryDequeue(out var next) ? next : CallFate.Arrives;
        if (fate == CallFate.ArrivesLate)
        {
            _wire.Post(GiveUp);
        }

        target.Died += OnDied;
        _wire.Post(() =>
        {
            if (fate == CallFate.IsLost || !target.IsAlive)
            {
                GiveUp();
                return;
            }

            target.Post(AnswerAsync);
            if (fate == CallFate.ArrivesTwice)
            {
                target.Post(AnswerAsync);
            }
        });
        return answer.Task;

        async Task AnswerAsync()
        {
            try
            {
                var result = await call();
                _wire.Post(fate == CallFate.LosesAnswer ? GiveUp : () => Finish(() => answer.TrySetResult(result)));
            }
            catch (Exception exception)
            {
                _wire.Post(() => Finish(() => answer.TrySetException(exception)));
            }
        }

        void OnDied(object? node, EventArgs arguments) => _wire.Post(GiveUp);

        void GiveUp() => Finish(() => answer.TrySetException(new TimeoutException("Nobody answers.")));

        void Finish(Func<bool> finish)
        {
            target.Died -= OnDied;
            finish();
        }
    }
}
