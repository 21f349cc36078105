using System.Collections.Concurrent;
using System.Globalization;

namespace Durable.Chaos;

/// <summary>What step bodies have done, in the order in which this process learned of it; kept in a file, whatever happens to whoever did it.</summary>
internal sealed class EffectJournal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly List<Effect> _effects = [];
    private readonly HashSet<(string Execution, string Step)> _finished = [];
    private readonly ConcurrentBag<string> _complaints = [];

    /// <summary>Gets execution and callback id when an execution has asked for an answer.</summary>
    public Action<string, string>? Asked { get; set; }

    /// <summary>How many effects there were.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _effects.Count;
            }
        }
    }

    /// <summary>Steps that were seen finished in the store, and whose bodies must not have begun again after that.</summary>
    public int Finished => _finished.Count;

    /// <summary>Takes a line of a process: execution, step, attempt, kind, and what the kind needs.</summary>
    public void Note(string line)
    {
        var parts = line.Split(' ');
        lock (_lock)
        {
            _file.Write(System.Text.Encoding.UTF8.GetBytes($"{line}\n"));
            _effects.Add(new Effect(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3]));
            if (_finished.Contains((parts[0], parts[1])))
            {
                _complaints.Add($"{parts[0]} {parts[1]} ran again after its end was in the store");
            }
        }

        if (parts is [var execution, _, _, "ask", var callbackId])
        {
            Asked?.Invoke(execution, callbackId);
        }
    }

    /// <summary>These steps are finished in the store, and no process that may not know it runs.</summary>
    public void Finish(IEnumerable<(string Execution, string Step)> steps)
    {
        lock (_lock)
        {
            _finished.UnionWith(steps);
        }
    }

    /// <summary>At-most-once bodies that have run more often than that, and steps that ran again though they had finished.</summary>
    public IReadOnlyList<string> FindDoubles()
    {
        lock (_lock)
        {
            var twice = _effects.Where(static effect => effect.Kind == "once").CountBy(static effect => (effect.Execution, effect.Step, effect.Attempt))
                .Where(static count => count.Value > 1)
                .Select(static count => $"{count.Key.Execution} {count.Key.Step} ran {count.Value} times in attempt {count.Key.Attempt}");
            return [.. twice, .. _complaints];
        }
    }

    /// <summary>
    /// Steps whose body began again after that of a later step of the same lane had begun: the later one waits until the earlier one's result is
    /// durable. Not to be asked where a process was stopped and went on: it may begin what was begun and ended elsewhere meanwhile.
    /// </summary>
    public IReadOnlyList<string> FindStepsBack()
    {
        var furthest = new Dictionary<(string Execution, string Lane), int>();
        List<string> back = [];
        lock (_lock)
        {
            foreach (var effect in _effects)
            {
                var dash = effect.Step.LastIndexOf('-');
                var lane = (effect.Execution, dash < 0 ? "" : effect.Step[..dash]);
                var place = int.Parse(effect.Step.AsSpan(dash + 1), CultureInfo.InvariantCulture);
                if (furthest.TryGetValue(lane, out var known) && known > place)
                {
                    back.Add($"{effect.Execution} {effect.Step} ran after step {known} of its lane");
                }

                furthest[lane] = Math.Max(known, place);
            }
        }

        return back;
    }

    public void Dispose() => _file.Dispose();

    private sealed record Effect(string Execution, string Step, int Attempt, string Kind);
}
