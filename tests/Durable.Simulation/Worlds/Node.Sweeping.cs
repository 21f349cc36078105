using Durable.Storage;

namespace Durable.Simulation.Worlds;

/// <content>How it finds what is due, and what others have left behind.</content>
internal sealed partial class Node
{
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);

    private readonly ITimer _timer;
    private HashSet<ExecutionId> _wokenBefore = [];
    private TimeSpan _retryDelay = s_shortest;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private bool _isSweeping;

    /// <summary>Shards whose due executions it wakes. Two nodes may have one at the same time, or none, while it is handed over.</summary>
    public HashSet<int> Shards { get; } = [];

    private bool HasLeases => _world.Scenario.Host.LeaseDuration is not null;

    /// <summary>Looks again at that time, if it would not have before. A host that is alone with its store looks at no other time.</summary>
    public void WakeNoLaterThan(DateTimeOffset time)
    {
        if (time < _armedFor)
        {
            Arm(time);
        }
    }

    private async Task BeginAsync()
    {
        if (!HasLeases)
        {
            // Nobody but the last process can have had these.
            var orphans = await ReadDueAsync(new DueQuery { Kind = WakeUpKind.Lease, Until = DateTimeOffset.MaxValue, Limit = int.MaxValue });
            foreach (var orphan in orphans)
            {
                Post(() => UseAsync(orphan.Id, static async resident =>
                {
                    await resident.TakeUpAsync();
                    return true;
                }));
            }
        }

        Arm(Clock.GetUtcNow());
    }

    private async Task SweepAsync()
    {
        if (_isSweeping)
        {
            return;
        }

        _isSweeping = true;
        var now = Clock.GetUtcNow();
        _armedFor = HasLeases ? now + s_sweepInterval : DateTimeOffset.MaxValue;
        try
        {
            var soon = await _wire.ReadDueAsync(new DueQuery { Kind = HasLeases ? null : WakeUpKind.Timer, Until = _armedFor });
            var due = soon.TakeWhile(execution => execution.WakeUp.At <= now).Where(execution => !HasLeases || Shards.Contains(ShardOf(execution.Id))).ToList();
            foreach (var execution in due)
            {
                Post(() => _world.Cluster.AskAsync(execution.Id, node => node.WakeAsync(execution.Id)));
            }

            NoteWoken(due);
            foreach (var time in soon.Select(static execution => execution.WakeUp.At).Where(time => time > now).Take(1))
            {
                _armedFor = time < _armedFor ? time : _armedFor;
            }

            if (due.Count > 0 && now + _retryDelay < _armedFor)
            {
                _armedFor = now + _retryDelay;
            }
        }
        catch (CheckpointStoreException)
        {
            _armedFor = now + s_pause;
        }

        _isSweeping = false;
        Arm(_armedFor);
    }

    // What stays due although it was woken is tried ever more rarely.
    private void NoteWoken(List<DueExecution> due)
    {
        var woken = due.Select(static execution => execution.Id).ToHashSet();
        _retryDelay = !woken.IsSubsetOf(_wokenBefore) ? s_shortest : _retryDelay * 2 < s_sweepInterval ? _retryDelay * 2 : s_sweepInterval;
        _wokenBefore = woken;
    }

    private async Task<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query)
    {
        while (true)
        {
            try
            {
                return await _wire.ReadDueAsync(query);
            }
            catch (CheckpointStoreException)
            {
                await Task.Delay(s_pause, _world.Clock);
            }
        }
    }

    // Names of invoked executions are of chance, and so would be their shards.
    private int ShardOf(ExecutionId id) => _world.Ledger.Find(id)!.Ordinal % World.Shards;

    private void Arm(DateTimeOffset time)
    {
        _armedFor = time;
        if (!_isSweeping && IsAlive && time < DateTimeOffset.MaxValue)
        {
            var due = time - Clock.GetUtcNow();
            _timer.Change(due > s_shortest ? due : s_shortest, Timeout.InfiniteTimeSpan);
        }
    }
}
