using Durable.Core.Log;
using Durable.Model;
using Xunit.Sdk;

namespace Durable.Testing.Conformance;

/// <summary>One execution of a conformance test: how to act on it from outside, and what became of it.</summary>
/// <param name="host">Runs it.</param>
/// <param name="id">The execution.</param>
public sealed class ConformanceRun(HostFixture host, ExecutionId id)
{
    // Calls that pass through the turns of the execution, behind whatever is on its way between it and its branches.
    private const int SettlingCalls = 30;

    /// <summary>The execution.</summary>
    public ExecutionId Id { get; } = id;

    /// <summary>Its host.</summary>
    public HostFixture Host { get; } = host;

    /// <summary>The history as it was last read.</summary>
    public History History { get; private set; } = new([]);

    /// <summary>What is committed of the execution, after its end.</summary>
    public ExecutionDescription Description { get; private set; } = null!;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => HasEndedIn(History);

    /// <summary>Id of a callback.</summary>
    /// <param name="name">Its name; null for the only one there is.</param>
    public string CallbackId(string? name = null) =>
        History.Of(HistoryEventType.CallbackStarted).Single(started => name is null || started.Name == name).Details.CallbackId!;

    /// <summary>Lets time pass.</summary>
    /// <param name="seconds">How much.</param>
    public Task PassAsync(double seconds)
    {
        Host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }

    /// <summary>Kills the host and starts the next, which replays the function.</summary>
    public async Task RestartAsync()
    {
        await Host.RestartAsync();
        await SettleAsync();
    }

    /// <summary>Waits for a history.</summary>
    /// <param name="happened">What must have happened.</param>
    public async Task WhenAsync(Func<History, bool> happened) => History = await Host.WhenHistoryAsync(Id, happened).OrFail();

    /// <summary>Waits until the function can only go on when something happens outside, or has ended.</summary>
    public async Task WhenAtRestAsync()
    {
        await SettleAsync();
        History = await Host.Client.ReadHistoryAsync(Id);
        if (HasEnded)
        {
            Description = await Host.Client.DescribeAsync(Id);
        }
    }

    /// <summary>Waits for the end, while time stands still.</summary>
    public async Task WhenEndedAsync()
    {
        Description = await Host.Client.WaitForCompletionAsync(Id);
        History = await Host.Client.ReadHistoryAsync(Id);
    }

    /// <summary>Lets whatever is under way in the host, and between its processes, come to its end.</summary>
    public async Task SettleAsync()
    {
        await Host.WhenAtRestAsync().OrFail();
        for (var i = 0; i < SettlingCalls; i++)
        {
            await Host.Client.DescribeAsync(Id).OrFail();
        }

        await Host.WhenAtRestAsync().OrFail();
    }

    /// <summary>Lets time pass until the next wait, attempt or deadline is due.</summary>
    public void PassToNextDue()
    {
        var due = NextDueAt() ?? throw new XunitException($"Nothing is due, and the execution has not ended:\n{Lines()}");
        Host.Clock.AdvanceTo(due > Host.Clock.GetUtcNow() ? due : Host.Clock.GetUtcNow());
    }

    /// <summary>An operation as its records make it.</summary>
    /// <param name="operationId">Its id.</param>
    internal async Task<Operation> ReadOperationAsync(string operationId)
    {
        var log = new OperationLog();
        foreach (var record in await Host.ReadRecordsAsync(Id))
        {
            log.Replay(record);
        }

        return log.Find(operationId) ?? throw new XunitException($"There is no operation '{operationId}'.");
    }

    /// <summary>Compares the whole history: types, order, event ids, operation ids, names, parents, sub-types and details.</summary>
    /// <param name="expected">One event a line, as <see cref="HistoryText"/> writes them, numbered by their place.</param>
    public void AssertHistory(string expected) => AssertHistoryButForOrder(0, 0, expected);

    /// <summary>The same, where some events are of branches that run beside each other and may come in any order among themselves.</summary>
    /// <param name="first">The first of those events, from 1.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="expected">The history.</param>
    public void AssertHistoryButForOrder(int first, int last, string expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        AssertWellFormed();
        Assert.Equal(Enumerable.Range(1, History.Events.Count), History.Events.Select(static item => (int)item.EventId));
        var wanted = Number(expected.ReplaceLineEndings("\n").Split('\n'));
        var actual = Number(History.Events.Select(HistoryText.Of));
        if (wanted != actual)
        {
            throw new XunitException($"The history is not as expected.\n--- expected\n{wanted}\n--- actual\n{actual}\n");
        }

        string Number(IEnumerable<string> lines)
        {
            var all = lines.ToArray();
            if (last > 0 && last <= all.Length)
            {
                Array.Sort(all, first - 1, last - first + 1, StringComparer.Ordinal);
            }

            return string.Join('\n', all.Select(static (line, index) => $"{index + 1} {line}"));
        }
    }

    /// <summary>The result of the execution.</summary>
    /// <param name="expected">The payload.</param>
    public void AssertSucceeded(string? expected) =>
        Assert.Equal((ExecutionStatus.Succeeded, expected, null), (Description.Status, Description.Result, Description.Error));

    /// <summary>The error of the execution.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="expected">The error, as in a history.</param>
    public void AssertEnded(ExecutionStatus status, string expected) =>
        Assert.Equal((status, null, expected), (Description.Status, Description.Result, HistoryText.Of(Description.Error!)));

    private static bool HasEndedIn(History history) => history.Events.Any(static item =>
        item.EventType is HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed or HistoryEventType.ExecutionTimedOut or HistoryEventType.ExecutionStopped);

    private DateTimeOffset? NextDueAt() => LastEvents().Values
        .Where(last => !IsOrphan(last))
        .Select(static last => last switch
        {
            { EventType: HistoryEventType.WaitStarted } => last.Details.ScheduledEndTimestamp,
            { Details.RetryDetails.NextAttemptDelaySeconds: { } delay } => last.EventTimestamp.AddSeconds(delay),
            { EventType: HistoryEventType.CallbackStarted } when last.Details.Timeout is not null || last.Details.HeartbeatTimeout is not null =>
                last.EventTimestamp.AddSeconds(Math.Min(last.Details.Timeout ?? long.MaxValue, last.Details.HeartbeatTimeout ?? long.MaxValue)),
            _ => (DateTimeOffset?)null,
        })
        .Min();

    private Dictionary<string, HistoryEvent> LastEvents() => History.Events
        .Where(static item => item.SubType is not null)
        .GroupBy(static item => item.Id!)
        .ToDictionary(static operation => operation.Key, static operation => operation.Last());

    // Whether a context above it has ended: nobody waits for it any more.
    private bool IsOrphan(HistoryEvent item)
    {
        var last = LastEvents();
        for (var parent = item.ParentId; parent is not null; parent = last[parent].ParentId)
        {
            if (last[parent].EventType != HistoryEventType.ContextStarted)
            {
                return true;
            }
        }

        return false;
    }

    private string Lines() => string.Join('\n', History.Events.Select(static item => $"{item.EventId} {HistoryText.Of(item)}"));

    // What is the same in every history, or different in every run.
    private void AssertWellFormed()
    {
        HashSet<string> requests = [];
        foreach (var item in History.Events)
        {
            var isExecution = item.EventType is HistoryEventType.ExecutionStarted || HasEndedIn(new History([item]));
            Assert.Equal(isExecution ? (History.Events[0].Id, Id.Name, null, null) : (item.Id, item.Name, item.SubType, item.ParentId), (item.Id, item.Name, item.SubType, item.ParentId));
            if (item.EventType == HistoryEventType.InvocationCompleted)
            {
                Assert.Equal((null, null, null, null), (item.Id, item.Name, item.SubType, item.ParentId));
                Assert.Equal(item.EventTimestamp, item.Details.EndTimestamp);
                Assert.InRange(item.Details.StartTimestamp!.Value, History.Events[0].EventTimestamp, item.EventTimestamp);
                Assert.True(requests.Add(item.Details.RequestId!), "Two invocations have one request id.");
            }
            else if (!isExecution)
            {
                Assert.NotNull(item.Id);
                Assert.NotNull(item.SubType);
            }
        }

        Assert.NotNull(History.Events[0].Id);
    }
}
