using System.Collections.Concurrent;

namespace Durable.Core.Hosting;

/// <summary>What this process knows of executions that stand still or are late. Costs no request: the parts of the host note what they see anyway.</summary>
internal sealed class HostLag(TimeProvider timeProvider)
{
    /// <summary>Who parks more is known to have parked as many, at least.</summary>
    public const int MostParked = 1000;

    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_fullFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<ExecutionId, bool> _parked = new();
    private readonly ConcurrentDictionary<int, WakeUps> _wakeUps = new();
    private long _fullSince;

    /// <summary>An execution was parked here, or was found to be.</summary>
    public void NoteParked(ExecutionId id)
    {
        if (_parked.Count < MostParked)
        {
            _parked[id] = true;
        }
    }

    /// <summary>An execution is parked no longer.</summary>
    public void NoteFree(ExecutionId id)
    {
        if (!_parked.IsEmpty)
        {
            _parked.TryRemove(id, out _);
        }
    }

    /// <summary>A shard of wake-ups is to be looked at by then.</summary>
    /// <param name="shard">Which; a host without shards has one.</param>
    /// <param name="time">When.</param>
    public void NoteNextLook(int shard, DateTimeOffset time) =>
        _wakeUps.AddOrUpdate(shard, static (_, time) => new WakeUps(time, null), static (_, known, time) => known with { NextLook = time }, time);

    /// <summary>When the oldest wake-up was due of those that have been tried in vain; null when there is none.</summary>
    public void NoteStuck(int shard, DateTimeOffset? dueAt) => _wakeUps.AddOrUpdate(
        shard,
        static (_, dueAt) => new WakeUps(DateTimeOffset.MaxValue, dueAt),
        static (_, known, dueAt) => known with { Stuck = dueAt },
        dueAt);

    /// <summary>Another process looks after that shard.</summary>
    public void Forget(int shard) => _wakeUps.TryRemove(shard, out _);

    /// <summary>So many executions run, of as many as may.</summary>
    public void NoteRunning(int running, int limit)
    {
        if (running >= limit)
        {
            if (Volatile.Read(ref _fullSince) == 0)
            {
                Interlocked.CompareExchange(ref _fullSince, Math.Max(1, timeProvider.GetTimestamp()), 0);
            }
        }
        else if (Volatile.Read(ref _fullSince) != 0)
        {
            Volatile.Write(ref _fullSince, 0);
        }
    }

    /// <summary>What lags behind, a sentence each.</summary>
    public IReadOnlyList<string> Find()
    {
        List<string> lags = [];
        if (OldestWakeUp() is { } oldest && timeProvider.GetUtcNow() - oldest is var late && late > s_late)
        {
            lags.Add(Invariant($"The oldest wake-up that is due is late by {late.TotalSeconds:F0} s."));
        }

        if (_parked.Count is > 0 and var parked)
        {
            lags.Add(Invariant($"{parked}{(parked >= MostParked ? " or more" : "")} executions are parked ('durable list' shows which)."));
        }

        if (Volatile.Read(ref _fullSince) is not 0 and var since && timeProvider.GetElapsedTime(since) is var full && full >= s_fullFor)
        {
            lags.Add(Invariant($"As many executions as may have been running for {full.TotalMinutes:F0} min: add processes, or raise MaxRunningExecutions."));
        }

        return lags;
    }

    private DateTimeOffset? OldestWakeUp() => _wakeUps.IsEmpty
        ? null
        : _wakeUps.Values.Min(static one => one.Stuck is { } stuck && stuck < one.NextLook ? stuck : one.NextLook);

    private readonly record struct WakeUps(DateTimeOffset NextLook, DateTimeOffset? Stuck);
}
