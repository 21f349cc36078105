using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Simulation.Programs;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>
/// All who use the executions of a world: clients that start and stop, systems that complete callbacks, and an operator who resumes what is
/// parked. What they are told has been done must be in the log.
/// </summary>
internal sealed class Outside
{
    private const int MaxThinkingSeconds = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly ErrorObject s_unwanted = new() { ErrorMessage = "no longer wanted" };

    private readonly World _world;
    private readonly LaneScheduler _lane;
    private readonly HashSet<LedgerEntry> _resuming = [];

    public Outside(World world)
    {
        _world = world;
        _lane = new LaneScheduler(world.Work.AddLane(inOrder: true), inlines: true);
        world.Ledger.Committed = OnCommitted;
        foreach (var start in world.Scenario.Starts)
        {
            Post(() => UseAsync(start));
        }

        if (world.Poison is { } poison)
        {
            Post(() => UseAsync(poison.Start));
        }
    }

    /// <summary>Calls that nobody has answered yet.</summary>
    public int UnderWay { get; private set; }

    private void OnCommitted(LedgerEntry entry, IReadOnlyList<LogRecord> records)
    {
        if (entry.Head is { ParkedAt: not null, Status: ExecutionStatus.Running } && _resuming.Add(entry))
        {
            Post(() => _world.Poison is { } poison && poison.Start.Id == entry.Head.Id ? poison.StopAsync() : ResumeAsync(entry));
        }

        // The next run may have begun by the time that the system has heard of it.
        var runId = entry.Head.RunId;
        foreach (var record in records)
        {
            if (record is UpdateRecord { Update: { Type: OperationType.Callback, Action: OperationAction.Start } update })
            {
                var callback = entry.Log.Find(update.Id)!;
                if (ProgramOutside.AnswerTo(callback.Name!) is { } answer)
                {
                    Post(() => CompleteAsync(entry, runId, callback, answer));
                }
            }
        }
    }

    private async Task UseAsync(ScenarioStart start)
    {
        await Task.Delay(start.After, _world.Clock);
        var isNew = await _world.Cluster.AskAsync(start.Id, node => node.StartAsync(start));
        _world.Verdict.Require(isNew, $"The start of {start.Id}, repeated, was taken for another one.");
        _world.Verdict.Require(_world.Ledger.Find(start.Id) is not null, $"{start.Id} was acknowledged and is not in the store.");
        if (start.StopAfter is { } after)
        {
            await Task.Delay(after, _world.Clock);
            await _world.Cluster.AskAsync(start.Id, node => node.StopAsync(start.Id, s_unwanted));
            _world.Verdict.Require(_world.Ledger.Find(start.Id)!.HasEnded, $"The stop of {start.Id} was acknowledged, and it has not ended.");
        }
    }

    private async Task CompleteAsync(LedgerEntry entry, string runId, Operation callback, (CallbackAction Action, string? Payload, ErrorObject? Error) answer)
    {
        var id = entry.Head.Id;
        var request = new CallbackRequest(callback.Id, callback.Callback!.Key, answer.Action, $"{entry.Ordinal}-{runId}-{callback.Id}") { Payload = answer.Payload, Error = answer.Error };
        await ThinkAsync();
        if (_world.Flip(4))
        {
            await AskAsync(id, request with { Action = CallbackAction.Heartbeat, Payload = null, Error = null });
        }

        var outcome = await AskAsync(id, request);
        var isSameRun = entry.Head.RunId == runId;
        switch (outcome)
        {
            case CallbackOutcome.Accepted:
                entry.Require(!isSameRun || entry.Log.Find(callback.Id) is { IsTerminal: true }, $"the completion of callback {callback.Id} was acknowledged and is not in the log");
                break;
            case CallbackOutcome.ExecutionEnded:
                entry.Require(entry.HasEnded, $"callback {callback.Id} was refused because of an end that has not come");
                break;
            default:
                entry.Require(!isSameRun, $"the only completion of callback {callback.Id} was refused: {outcome}");
                break;
        }
    }

    private async Task<CallbackOutcome> AskAsync(ExecutionId id, CallbackRequest request)
    {
        while (true)
        {
            try
            {
                if (await _world.Cluster.AskAsync(id, node => node.AnswerAsync(id, request)) is var outcome and not CallbackOutcome.Retry)
                {
                    return outcome;
                }
            }
            catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
            {
                // Until the operator has resumed it.
            }

            await Task.Delay(s_pause, _world.Clock);
        }
    }

    private async Task ResumeAsync(LedgerEntry entry)
    {
        var id = entry.Head.Id;
        while (entry.Head is { ParkedAt: not null, Status: ExecutionStatus.Running })
        {
            await Task.Delay(s_pause, _world.Clock);
            try
            {
                await _world.Cluster.AskAsync(id, node => node.ResumeAsync(id));
            }
            catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
            {
                // Again, then.
            }
        }

        _resuming.Remove(entry);
    }

    private Task ThinkAsync() => Task.Delay(TimeSpan.FromSeconds(_world.Draw(MaxThinkingSeconds)), _world.Clock);

    private void Post(Func<Task> use)
    {
        UnderWay++;
        _ = _lane.PostAsync(() => _ = RunAsync(use));
    }

    private async Task RunAsync(Func<Task> use)
    {
        try
        {
            await use();
        }
        catch (Exception exception)
        {
            _world.Verdict.Report("A client", exception);
        }

        UnderWay--;
    }
}
