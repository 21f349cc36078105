using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

public sealed class UpdateBatchTests
{
    private const string Twice = "Cannot update the same operation twice in a single request.";

    private readonly OperationLog _log = new();

    [Fact]
    public void A_start_and_its_end_may_not_be_followed_by_more() =>
        Refuses(Twice, Updates.Step(OperationAction.Start), Updates.Step(OperationAction.Retry), Updates.Step(OperationAction.Succeed));

    [Fact]
    public void A_context_may_not_end_twice() => Refuses(Twice, Updates.Context(OperationAction.Succeed), Updates.Context(OperationAction.Fail));

    [Fact]
    public void A_wait_may_not_start_and_be_cancelled() => Refuses(Twice, Updates.Wait(OperationAction.Start), Updates.Wait(OperationAction.Cancel));

    [Fact]
    public void A_parent_may_not_start_behind_its_child() => Refuses(
        "Invalid parent operation id.", Updates.Step(OperationAction.Start, "1-1") with { ParentId = "1" }, Updates.Context(OperationAction.Start));

    [Fact]
    public void Updates_see_what_earlier_ones_of_their_batch_did()
    {
        var changed = _log.Apply(
            [
                Updates.Context(OperationAction.Start, "1"),
                Updates.Context(OperationAction.Start, "1-1") with { ParentId = "1" },
                Updates.Step(OperationAction.Start, "1-1-1") with { ParentId = "1-1" },
                Updates.Step(OperationAction.Succeed, "1-1-1"),
                Updates.Context(OperationAction.Succeed, "1-1"),
            ],
            Updates.Noon);

        Assert.Equal(
            [("1", OperationStatus.Started), ("1-1", OperationStatus.Succeeded), ("1-1-1", OperationStatus.Succeeded)],
            changed.Select(static operation => (operation.Id, operation.Status)));
    }

    [Fact]
    public void Changes_are_numbered_in_the_order_of_the_batch()
    {
        var changed = _log.Apply(
            [Updates.Step(OperationAction.Start, "b"), Updates.Step(OperationAction.Start, "a"), Updates.Step(OperationAction.Succeed, "b")], Updates.Noon);

        Assert.Equal([("b", 1), ("a", 2)], changed.Select(static operation => (operation.Id, (int)operation.ChangeSequence)));
    }

    [Fact]
    public void A_refused_batch_leaves_known_operations_and_timers_alone()
    {
        _log.Apply(Updates.Step(OperationAction.Start), Updates.Noon);
        var known = _log.Find("1");

        Refuses(
            "Cannot cancel a WAIT that does not exist or has already completed.",
            Updates.Step(OperationAction.Succeed),
            Updates.Wait(OperationAction.Start, "2"),
            Updates.Wait(OperationAction.Cancel, "3"));

        Assert.Same(known, _log.Find("1"));
        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddDays(1)));
    }

    [Fact]
    public void A_refused_batch_does_not_end_the_execution()
    {
        Assert.Throws<InvalidUpdateException>(
            () => _log.Apply([Updates.Wait(OperationAction.Cancel), Updates.Execution(OperationAction.Succeed)], Updates.Noon));

        Assert.False(_log.IsClosed);
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    public void A_batch_with_an_execution_update_ends_the_execution(object end)
    {
        _log.Apply([Updates.Step(OperationAction.Start), Updates.Execution((OperationAction)end)], Updates.Noon);

        Assert.Equal((true, 1), (_log.IsClosed, _log.Count));
    }

    [Fact]
    public void An_execution_update_obeys_the_rules_of_one_too() => Refuses(
        "Cannot provide a Payload for FAIL action.", Updates.Execution(OperationAction.Fail) with { Payload = "1" });

    [Fact]
    public void An_empty_batch_changes_nothing()
    {
        Assert.Empty(_log.Apply([], Updates.Noon));
        Assert.Equal((false, 0), (_log.IsClosed, (int)_log.ChangeSequence));
    }

    private void Refuses(string rule, params OperationUpdate[] batch) =>
        Assert.Equal(rule, Assert.Throws<InvalidUpdateException>(() => _log.Apply(batch, Updates.Noon)).Rule);
}
