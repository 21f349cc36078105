using Durable.Model;
using Durable.WebConsole.Timeline;

namespace Durable.WebConsole.Tests.Timeline;

public sealed class HistoryFoldTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HistoryFold _fold = new();
    private long _events;

    [Fact]
    public void A_step_has_its_attempts_and_the_pause_between()
    {
        Add(HistoryEventType.StepStarted, 0, "1", "charge");
        Add(HistoryEventType.StepFailed, 1, "1", "charge", details: new HistoryEventDetails { RetryDetails = new RetryDetails(1, 5) });

        var row = Assert.Single(_fold.Root.Children);
        Assert.Equal((RowState.Retrying, s_start.AddSeconds(6).ToUnixTimeMilliseconds()), (row.State, row.Due));

        Add(HistoryEventType.StepStarted, 6, "1", "charge");
        Assert.Equal((RowState.Running, 0L), (row.State, row.Due));

        Add(HistoryEventType.StepSucceeded, 7, "1", "charge", details: new HistoryEventDetails { RetryDetails = new RetryDetails(2, null) });
        Assert.Equal((RowState.Succeeded, false), (row.State, row.IsOpen));
        Assert.Equal([(0, 1, true), (6, 7, false)], row.Attempts.Select(static one => (Seconds(one.Start), Seconds(one.End), one.HasFailed)));
    }

    [Fact]
    public void A_poll_that_goes_on_waits()
    {
        Add(HistoryEventType.StepStarted, 0, "1", subType: OperationSubTypes.WaitForCondition);
        Add(HistoryEventType.StepSucceeded, 1, "1", subType: OperationSubTypes.WaitForCondition, details: new HistoryEventDetails { RetryDetails = new RetryDetails(1, 60) });

        Assert.Equal((RowKind.Condition, RowState.Waiting), (_fold.Find("1")!.Kind, _fold.Find("1")!.State));
    }

    [Fact]
    public void A_context_is_seen_as_what_its_open_operations_wait_for()
    {
        Add(HistoryEventType.ContextStarted, 0, "1", "items", subType: OperationSubTypes.Map);
        Add(HistoryEventType.ContextStarted, 0, "1-1", subType: OperationSubTypes.MapIteration, parent: "1");
        Assert.Equal(RowState.Running, _fold.Find("1")!.Seen);

        Add(HistoryEventType.CallbackStarted, 0, "1-1-1", parent: "1-1");
        Assert.Equal(RowState.Outside, _fold.Find("1")!.Seen);

        Add(HistoryEventType.CallbackTimedOut, 3, "1-1-1", parent: "1-1");
        Assert.Equal(RowState.TimedOut, _fold.Find("1-1-1")!.Seen);
        Assert.Equal(RowState.Running, _fold.Find("1")!.Seen);
    }

    [Fact]
    public void An_event_that_is_read_twice_counts_once()
    {
        Add(HistoryEventType.StepStarted, 0, "1");
        _fold.Add(Event(HistoryEventType.StepStarted, 0, "1") with { EventId = 1 }, 0);

        Assert.Single(_fold.Find("1")!.Attempts);
        Assert.Equal(1, _fold.Events);
    }

    [Fact]
    public void An_operation_without_its_start_is_a_row_all_the_same()
    {
        Add(HistoryEventType.WaitCancelled, 2, "9", "nap", parent: "gone");

        Assert.Equal((RowKind.Wait, RowState.Cancelled), (_fold.Find("9")!.Kind, _fold.Find("9")!.State));
        Assert.Same(_fold.Root, _fold.Find("9")!.Parent);
    }

    [Fact]
    public void A_large_batch_is_one_row_with_counts_over_time()
    {
        Add(HistoryEventType.ExecutionStarted, 0, "run");
        Add(HistoryEventType.ContextStarted, 0, "1", "items", subType: OperationSubTypes.Map);
        for (var i = 0; i < 100; i++)
        {
            Add(HistoryEventType.ContextStarted, 0, $"1-{i}", $"branch {i}", subType: OperationSubTypes.MapIteration, parent: "1");
        }

        for (var i = 0; i < 99; i++)
        {
            Add(i == 42 ? HistoryEventType.ContextFailed : HistoryEventType.ContextSucceeded, 10 + (i / 10), $"1-{i}", parent: "1");
        }

        var answer = TimelineAnswer.Of(_fold, isComplete: true, _fold.Root, state: null, 0, 10, s_start.AddSeconds(60));
        var strip = Assert.Single(answer.Rows).Strip!;

        Assert.Equal(new Dictionary<string, int> { ["Succeeded"] = 98, ["Failed"] = 1, ["Running"] = 1 }, strip.States);
        Assert.Equal((100, 42), (strip.Active[0], strip.FirstFailed));
        Assert.Equal((1, 98, 1), (strip.Active[^1], strip.Done[^1], strip.Failed[^1]));
        Assert.Equal("branch 99", strip.Slowest[0].Name);
    }

    [Fact]
    public void Branches_are_paged_and_filtered_by_state()
    {
        for (var i = 0; i < 300; i++)
        {
            Add(HistoryEventType.StepStarted, 0, $"{i}");
            Add(i % 3 == 0 ? HistoryEventType.StepFailed : HistoryEventType.StepSucceeded, 1, $"{i}");
        }

        var page = TimelineAnswer.Of(_fold, isComplete: true, _fold.Root, state: null, 250, 1000, s_start);
        var failed = TimelineAnswer.Of(_fold, isComplete: true, _fold.Root, RowState.Failed, 0, 2, s_start);

        Assert.Equal((300, 250, 50), (page.Total, page.Offset, page.Rows.Count));
        Assert.Equal((100, 2, "3"), (failed.Total, failed.Rows.Count, failed.Rows[1].Id));
    }

    [Fact]
    public void Idle_time_lies_between_what_ran()
    {
        Add(HistoryEventType.ExecutionStarted, 0, "run");
        Add(HistoryEventType.StepStarted, 0, "1");
        Add(HistoryEventType.StepSucceeded, 1, "1");
        Add(HistoryEventType.WaitStarted, 1, "2");
        Add(HistoryEventType.WaitSucceeded, 3600, "2");
        Add(HistoryEventType.StepStarted, 3600, "3");
        Add(HistoryEventType.StepSucceeded, 3601, "3");
        Add(HistoryEventType.ExecutionSucceeded, 3601, "run");

        Assert.Equal([(0, 1), (3600, 3601)], BusyTime.Of(_fold, now: 0).Select(static piece => (Seconds(piece[0]), Seconds(piece[1]))));
    }

    private static int Seconds(long at) => (int)((at - s_start.ToUnixTimeMilliseconds()) / 1000);

    private static HistoryEvent Event(HistoryEventType type, double second, string id) =>
        new() { EventType = type, EventId = 0, EventTimestamp = s_start.AddSeconds(second), Id = id };

    private void Add(
        HistoryEventType type, double second, string id, string? name = null, string? subType = null, string? parent = null, HistoryEventDetails? details = null) => _fold.Add(
        Event(type, second, id) with { EventId = ++_events, Name = name, SubType = subType, ParentId = parent, Details = details ?? new HistoryEventDetails() }, page: 0);
}
