using System.Diagnostics;

namespace Durable.Chaos;

/// <summary>Puts a load on durable executions, does to them what the seed says, lets them heal, and looks whether anything was lost or done twice.</summary>
internal sealed class ChaosRun(ChaosOptions options, IChaosTarget target, EffectJournal journal, TextWriter output)
{
    private static readonly TimeSpan s_healing = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, int> _faults = [];
    private readonly ChaosLoad _load = new(target, journal);
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private volatile bool _isQuiet;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Runs to the end.</summary>
    /// <returns>What went wrong; nothing, if all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await output.WriteLineAsync(options.Replay);
        await target.StartAsync();
        var load = _load.RunAsync(options.Callers, started => (started >= options.Executions && _isQuiet) || Elapsed > options.Limit);
        await TormentAsync(load);
        _isQuiet = true;
        var stuck = await Task.WhenAny(load, Task.Delay(options.Limit + s_healing)) != load;
        await target.EndAsync();
        var (lost, wrong) = await CompareAsync();
        IReadOnlyList<string> doubles = journal.FindDoubles();
        await WriteAsync(lost.Count, doubles.Count, wrong.Count);
        return
        [
            .. stuck ? [$"{_load.Acknowledged.Count - _load.Ended} executions had not ended after all was healed"] : Array.Empty<string>(),
            .. lost, .. wrong, .. doubles, .. load.IsFaulted ? [load.Exception.ToString()] : Array.Empty<string>(),
        ];
    }

    private async Task TormentAsync(Task load)
    {
        var random = new Random(options.Seed);
        var drawn = target.Faults.SelectMany(static fault => Enumerable.Repeat(fault, fault.Weight)).ToArray();
        while (target.Kills < options.Kills && Elapsed < options.Limit && !load.IsCompleted)
        {
            await Task.Delay(random.Next(1_200));
            var fault = drawn[random.Next(drawn.Length)];
            _faults[fault.Name] = _faults.GetValueOrDefault(fault.Name) + 1;
            await fault.DoAsync(random);
        }
    }

    // What the store says when all is over.
    private async Task<(List<string> Lost, List<string> Wrong)> CompareAsync()
    {
        var store = target.OpenStore();
        await using var closing = (IAsyncDisposable)store;
        List<string> lost = [];
        List<string> wrong = [.. _load.Wrong];
        foreach (var (name, input) in _load.Acknowledged)
        {
            var head = await store.ReadHeadAsync(new ExecutionId("chaos", name), includeData: true);
            if (head is null)
            {
                lost.Add($"{name} was acknowledged and is not there");
            }
            else if (head.Status != ExecutionStatus.Succeeded || head.Result != $"{ChaosLoad.ResultOf(input)}")
            {
                wrong.Add($"{name} is {head.Status} with {head.Result ?? head.Error?.ErrorMessage}");
            }
        }

        return (lost, wrong);
    }

    private async Task WriteAsync(int lost, int doubles, int wrong)
    {
        (string Name, object Value)[] rows =
        [
            ("host", options.Host),
            ("seed", options.Seed),
            ("seconds", (int)Elapsed.TotalSeconds),
            ("executions started", _load.Acknowledged.Count),
            ("executions ended", _load.Ended),
            ("callbacks answered", _load.Answered),
            ("effects of step bodies", journal.Count),
            ("finished steps watched", journal.Finished),
            ("processes killed", target.Kills),
            .. _faults.OrderBy(static fault => fault.Key).Select(static fault => ($"  {fault.Key}", (object)fault.Value)),
            ("lost", lost),
            ("double", doubles),
            ("wrong", wrong),
        ];
        foreach (var (name, value) in rows)
        {
            await output.WriteLineAsync($"| {name,-26} | {value,20} |");
        }
    }
}
