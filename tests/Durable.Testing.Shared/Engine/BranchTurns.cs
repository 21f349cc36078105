using Durable.Core.Engine.Lanes;

namespace Durable.Testing;

/// <summary>Gives branches turns of their own. The calls that begin them arrive in any order, and may fail.</summary>
internal sealed class BranchTurns(WorkQueue work, bool inlines) : ILaneStarter
{
    private readonly WorkLane _calls = work.AddLane(inOrder: false);
    private readonly Dictionary<int, LaneScheduler> _branches = [];
    private int _failing;

    /// <summary>Branches that were to begin.</summary>
    public int Count => _branches.Count;

    /// <summary>Branches that have turns and have not left them.</summary>
    public int Held { get; private set; }

    /// <summary>Lets the next branch that is to begin find no turns.</summary>
    public void FailNext() => _failing++;

    public Task StartAsync(LaneRun branch)
    {
        var turns = new LaneScheduler(work.AddLane(inOrder: true), inlines);
        _branches.Add(branch.Start.Number, turns);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fails = _failing > 0;
        _failing -= fails ? 1 : 0;
        _calls.Post(() =>
        {
            if (fails)
            {
                begun.SetException(new TimeoutException("The branch found no turns."));
                return;
            }

            _ = turns.PostAsync(() =>
            {
                _ = HoldAsync(branch, turns);
                begun.SetResult();
            });
        });
        return begun.Task;
    }

    /// <summary>Ends a branch's host: nothing of the branch runs any more.</summary>
    public void Lose(int lane) => _branches[lane].Lane.Close();

    /// <summary>Lets the turns of one branch lag behind all others.</summary>
    /// <param name="choose">Picks one of so many branches.</param>
    /// <param name="items">For how many items of others.</param>
    public void Delay(Func<int, int> choose, int items)
    {
        if (_branches.Count > 0)
        {
            _branches.ElementAt(choose(_branches.Count)).Value.Lane.Delay(items);
        }
    }

    public void Crash()
    {
        _calls.Close();
        foreach (var turns in _branches.Values)
        {
            turns.Lane.Close();
        }
    }

    private async Task HoldAsync(LaneRun branch, LaneScheduler turns)
    {
        Held++;
        await branch.RunAsync(turns);
        Held--;
    }
}
