using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;

namespace Durable.Testing;

/// <summary>Runs branches in turns of their own. Whatever they and their execution tell each other is an item of a wire that keeps no order.</summary>
internal sealed class BranchNetwork(WorkQueue work, Func<Execution> execution, LaneScheduler executionTurns, bool inlines) : ILaneGateway
{
    private readonly WorkLane _wire = work.AddLane(inOrder: false);
    private readonly Dictionary<int, (LaneScheduler Turns, LaneChannel? Channel)> _branches = [];
    private readonly Queue<WireFault> _faults = [];

    /// <summary>Messages that branches have sent so far.</summary>
    public int Messages { get; private set; }

    /// <summary>Messages that have reached the execution and are not answered yet.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Orders a fault for the next message of a branch that has none ordered yet.</summary>
    public void Inject(WireFault fault) => _faults.Enqueue(fault);

    public Task<LaneReply> ExchangeAsync(LaneMessage message)
    {
        Messages++;
        var answer = new TaskCompletionSource<LaneReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        WireFault? fault = _faults.TryDequeue(out var next) ? next : null;
        _wire.Post(() =>
        {
            if (fault == WireFault.MessageIsLost)
            {
                answer.SetException(new TimeoutException("The message did not arrive."));
                return;
            }

            _ = executionTurns.PostAsync(() => _ = AnswerAsync(message, answer, fault));
        });
        return answer.Task;
    }

    public Task<T> RunBranchAsync<T>(LaneOpening opening, Func<IExecutionChannel, Task<T>> body)
    {
        var turns = new LaneScheduler(work.AddLane(inOrder: true), inlines);
        _branches.Add(opening.Lane, (turns, null));
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wire.Post(() => _ = turns.PostAsync(() =>
        {
            var channel = new LaneChannel(opening, this, turns);
            _branches[opening.Lane] = (turns, channel);
            _ = channel.LaneTurns.PostAsync(() => _ = RunAsync(channel, body, outcome));
        }));
        return outcome.Task;
    }

    public ILaneWaker? GetWaker(int lane) => new Waker(this, lane);

    /// <summary>Ends a branch's host: nothing of the branch runs any more.</summary>
    public void Lose(int lane) => _branches[lane].Turns.Lane.Close();

    public void Crash()
    {
        _wire.Close();
        foreach (var (turns, _) in _branches.Values)
        {
            turns.Lane.Close();
        }
    }

    private async Task AnswerAsync(LaneMessage message, TaskCompletionSource<LaneReply> answer, WireFault? fault)
    {
        Unanswered++;
        try
        {
            var reply = await execution().Lanes.ExchangeAsync(message);
            Unanswered--;
            if (fault == WireFault.AnswerIsLost)
            {
                throw new TimeoutException("The answer did not arrive.");
            }

            _wire.Post(() => answer.SetResult(reply));
        }
        catch (Exception exception)
        {
            _wire.Post(() => answer.SetException(exception));
        }
    }

    private static async Task RunAsync<T>(LaneChannel channel, Func<IExecutionChannel, Task<T>> body, TaskCompletionSource<T> outcome)
    {
        try
        {
            var result = await body(channel);
            await channel.CompleteAsync();
            outcome.SetResult(result);
        }
        catch (Exception exception)
        {
            await channel.CompleteAsync();
            outcome.SetException(exception);
        }
    }

    private sealed class Waker(BranchNetwork network, int lane) : ILaneWaker
    {
        public void Wake(IReadOnlyList<int> tokens) => network._wire.Post(() =>
        {
            var (turns, channel) = network._branches[lane];
            _ = turns.PostAsync(() => channel!.Wake(tokens));
        });
    }
}
