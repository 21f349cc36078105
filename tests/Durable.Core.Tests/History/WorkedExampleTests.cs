using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.History;

/// <summary>lambda-api section 6: a step, a wait, and a map with two branches that wait; its history is table (12).</summary>
public sealed class WorkedExampleTests
{
    private readonly EngineHarness _engine = new();

    public WorkedExampleTests()
    {
        _engine.Start(RunAsync, new Order(42));
    }

    [Fact]
    public void Its_result_is_that_of_the_example()
    {
        Assert.Equal([20, 40], _engine.RunToResult<int[]>());
        Assert.Equal("[20,40]", _engine.Head.Result);
    }

    [Fact]
    public void Its_history_is_that_of_the_example()
    {
        _engine.RunToEnd();

        Assert.Equal(
            [
                "1 ExecutionStarted",
                "2 StepStarted 1",
                "3 StepSucceeded 1",
                "4 WaitStarted 2",
                "5 InvocationCompleted ",
                "6 WaitSucceeded 2",
                "7 ContextStarted 3",
                "8 ContextStarted 3-1",
                "9 WaitStarted 3-1-1",
                "10 ContextStarted 3-2",
                "11 WaitStarted 3-2-1",
                "12 InvocationCompleted ",
                "13 WaitSucceeded 3-1-1",
                "14 WaitSucceeded 3-2-1",
                "15 ContextSucceeded 3-1",
                "16 ContextSucceeded 3-2",
                "17 ContextSucceeded 3",
                "18 InvocationCompleted ",
                "19 ExecutionSucceeded",
            ],
            _engine.History.Select(static e => $"{e.EventId} {e.EventType}{(e.EventId is 1 or 19 ? "" : $" {e.Id}")}"));
    }

    [Fact]
    public void Its_events_carry_what_the_example_shows()
    {
        _engine.RunToEnd();
        var history = _engine.History;

        Assert.Equal(("""{"id":42}""", 31_622_400), (history[0].Details.Input!.Payload, history[0].Details.ExecutionTimeout));
        Assert.Equal(("fetch", "Step", null), (history[2].Name, history[2].SubType, history[2].ParentId));
        Assert.Equal(new EventPayload("10", Truncated: false), history[2].Details.Result);
        Assert.Equal(new RetryDetails(1, null), history[2].Details.RetryDetails);
        Assert.Equal((5, history[3].EventTimestamp.AddSeconds(5)), (history[3].Details.Duration, history[3].Details.ScheduledEndTimestamp));
        Assert.Equal(5, history[5].Details.Duration);
        Assert.Equal(("items", "Map"), (history[6].Name, history[6].SubType));
        Assert.Equal(("0", "MapIteration", "3"), (history[7].Name, history[7].SubType, history[7].ParentId));
        Assert.Equal(("settle", "Wait", "3-1"), (history[8].Name, history[8].SubType, history[8].ParentId));
        Assert.Equal("20", history[14].Details.Result!.Payload);
        Assert.Equal("[20,40]", history[18].Details.Result!.Payload);
    }

    [Fact]
    public void Its_invocations_follow_each_other_and_have_ids_of_their_own()
    {
        _engine.RunToEnd();
        var invocations = _engine.History.Where(static e => e.EventType == HistoryEventType.InvocationCompleted).Select(static e => e.Details).ToArray();

        Assert.Equal(3, invocations.Select(static details => details.RequestId).Distinct().Count());
        Assert.All(invocations, static details => Assert.True(details.StartTimestamp <= details.EndTimestamp));
        Assert.All(invocations.Zip(invocations.Skip(1)), static pair => Assert.True(pair.First.EndTimestamp <= pair.Second.StartTimestamp));
        Assert.All(invocations, static details => Assert.Null(details.Error));
    }

    [Fact]
    public void Both_branches_go_on_after_one_refresh()
    {
        _engine.RunToEnd();

        Assert.Equal(2, _engine.Records.OfType<WatermarkRecord>().Count());
    }

    [Fact]
    public void It_costs_6_writes()
    {
        _engine.RunToEnd();

        Assert.Equal(6, _engine.Writes);
    }

    private static async Task<IReadOnlyList<int>> RunAsync(Order order, IDurableContext context)
    {
        var a = await context.StepAsync((_, _) => Task.FromResult(10), "fetch");
        await context.WaitAsync(TimeSpan.FromSeconds(5), "cooldown");
        var items = await context.MapAsync(
            [a, 2 * a],
            static async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(3), "settle");
                return item * 2;
            },
            "items");
        return items.GetResults();
    }

    private sealed record Order(int Id);
}
