using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>What was live comes back from the records.</summary>
public sealed class LogFoldTests
{
    [Fact]
    public void A_watermark_that_left_something_behind_folds_to_the_same_state()
    {
        var live = new OperationLog();
        live.Apply(Updates.Wait(OperationAction.Start, "before"), Updates.Noon);
        var upTo = live.ChangeSequence;
        live.Apply(Updates.Wait(OperationAction.Start, "behind"), Updates.Noon);
        live.AdvanceTo(Updates.Noon.AddSeconds(10), upTo);

        AssertFolds(
            live,
            new UpdateRecord(Updates.Wait(OperationAction.Start, "before"), Updates.Noon),
            new WatermarkRecord(Updates.Noon.AddSeconds(10)),
            new UpdateRecord(Updates.Wait(OperationAction.Start, "behind"), Updates.Noon));
    }

    [Fact]
    public void A_watermark_that_was_written_ahead_folds_to_the_same_order()
    {
        var live = new OperationLog();
        live.Apply(Updates.Wait(OperationAction.Start, "wait"), Updates.Noon);
        var upTo = live.ChangeSequence;
        live.Apply(Updates.Step(OperationAction.Succeed, "step"), Updates.Noon);
        live.AdvanceTo(Updates.Noon.AddSeconds(10), upTo);
        var folded = new OperationLog();
        folded.Replay(new UpdateRecord(Updates.Wait(OperationAction.Start, "wait"), Updates.Noon));
        folded.Replay(new WatermarkRecord(Updates.Noon.AddSeconds(10), IsAhead: true));
        Assert.True(folded.IsSure("wait"));
        folded.Replay(new UpdateRecord(Updates.Step(OperationAction.Succeed, "step"), Updates.Noon));
        folded.Replay(new WatermarkPlaceRecord(Updates.Noon.AddSeconds(10)));

        Assert.All([live, folded], static log => Assert.True(log.Find("step")!.EndSequence < log.Find("wait")!.EndSequence));
        Assert.Throws<InvalidUpdateException>(() => folded.Replay(new WatermarkPlaceRecord(Updates.Noon)));
    }

    [Fact]
    public void A_limit_holds_back_what_is_behind_it_whatever_the_due_times()
    {
        var log = new OperationLog();
        log.Apply(Updates.Wait(OperationAction.Start, "before"), Updates.Noon);
        var upTo = log.ChangeSequence;
        log.Apply(Updates.Wait(OperationAction.Start, "behind") with { Wait = new WaitOptions(1) }, Updates.Noon);

        Assert.Equal("before", Assert.Single(log.AdvanceTo(Updates.Noon.AddSeconds(10), upTo)).Id);
    }

    [Fact]
    public void A_start_that_rode_with_its_completion_folds_to_the_same_state()
    {
        var live = new OperationLog();
        live.Apply(Updates.Step(OperationAction.Start), Updates.Noon);
        live.Apply(Updates.Step(OperationAction.Succeed), Updates.Noon.AddSeconds(3));

        AssertFolds(live, new UpdateRecord(Updates.Step(OperationAction.Succeed), Updates.Noon.AddSeconds(3), StartedAt: Updates.Noon));
    }

    [Fact]
    public void A_record_of_the_end_closes_the_log()
    {
        var log = new OperationLog();

        log.Replay(new ExecutionClosedRecord(ExecutionStatus.Stopped, Updates.Noon));

        Assert.True(log.IsClosed);
    }

    [Fact]
    public void Records_that_contradict_each_other_are_refused()
    {
        var log = new OperationLog();
        log.Replay(new UpdateRecord(Updates.Step(OperationAction.Succeed), Updates.Noon));

        Assert.Throws<InvalidUpdateException>(() => log.Replay(new UpdateRecord(Updates.Step(OperationAction.Start), Updates.Noon)));
    }

    private static Operation Unnumbered(Operation operation) => operation with { ChangeSequence = 0, StartSequence = 0, EndSequence = 0 };

    private static void AssertFolds(OperationLog live, params LogRecord[] records)
    {
        var folded = new OperationLog();
        foreach (var record in records)
        {
            folded.Replay(record);
        }

        Assert.Equal(live.Count, folded.Count);
        foreach (var (id, operation) in live.Snapshot())
        {
            Assert.Equal(Unnumbered(operation), Unnumbered(folded.Find(id)!));
        }
    }
}
