using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>The CALLBACK table of durable-model 1.5 and its rules in 1.7.</summary>
public sealed class CallbackTransitionTests
{
    private readonly OperationLog _log = new();

    [Fact]
    public void A_start_opens_it_and_arms_its_deadlines()
    {
        var callback = _log.Apply(Updates.Callback(timeout: 60, heartbeat: 10), Updates.Noon);

        Assert.Equal(OperationStatus.Started, callback.Status);
        Assert.Equal("key", callback.Callback!.Key);
        Assert.Equal(Updates.Noon.AddSeconds(60), callback.Callback!.TimeoutTimestamp);
        Assert.Equal(Updates.Noon.AddSeconds(10), callback.Callback!.HeartbeatTimestamp);
        Assert.Equal(Updates.Noon.AddSeconds(10), _log.NextCallbackDeadline());
        Assert.Null(callback.DueAt);
    }

    [Fact]
    public void Without_limits_it_has_no_deadline()
    {
        var callback = _log.Apply(Updates.Callback(), Updates.Noon);

        Assert.Null(callback.CallbackDeadline);
        Assert.Null(_log.NextCallbackDeadline());
    }

    [Fact]
    public void Success_ends_it_with_the_result()
    {
        _log.Apply(Updates.Callback(timeout: 60), Updates.Noon);

        var callback = _log.Apply(new CallbackRecord("1", CallbackAction.Succeed, Updates.Noon.AddSeconds(5)) { Payload = "p", RequestId = "r" });

        Assert.Equal((OperationStatus.Succeeded, "p", "r"), (callback.Status, callback.Result, callback.Callback!.RequestId));
        Assert.Equal(Updates.Noon.AddSeconds(5), callback.EndTimestamp);
        Assert.Null(_log.NextCallbackDeadline());
    }

    [Fact]
    public void Failure_ends_it_with_the_error_which_may_be_empty()
    {
        _log.Apply(Updates.Callback(), Updates.Noon);

        var callback = _log.Apply(new CallbackRecord("1", CallbackAction.Fail, Updates.Noon));

        Assert.Equal((OperationStatus.Failed, new ErrorObject()), (callback.Status, callback.Error));
    }

    [Fact]
    public void A_heartbeat_moves_its_own_deadline_alone()
    {
        _log.Apply(Updates.Callback(timeout: 60, heartbeat: 10), Updates.Noon);

        var callback = _log.Apply(new CallbackRecord("1", CallbackAction.Heartbeat, Updates.Noon.AddSeconds(9)));

        Assert.Equal(OperationStatus.Started, callback.Status);
        Assert.Equal(Updates.Noon.AddSeconds(60), callback.Callback!.TimeoutTimestamp);
        Assert.Equal(Updates.Noon.AddSeconds(19), _log.NextCallbackDeadline());
        Assert.Empty(_log.TimeOutCallbacks(Updates.Noon.AddSeconds(18)));
        Assert.Single(_log.TimeOutCallbacks(Updates.Noon.AddSeconds(19)));
    }

    [Fact]
    public void Deadlines_pass_in_their_order_and_for_open_callbacks_only()
    {
        _log.Apply(Updates.Callback(id: "1", timeout: 30), Updates.Noon);
        _log.Apply(Updates.Callback(id: "2", timeout: 20), Updates.Noon);
        _log.Apply(Updates.Callback(id: "3", timeout: 10), Updates.Noon);
        _log.Apply(Updates.Callback(id: "4"), Updates.Noon);
        _log.Apply(new CallbackRecord("3", CallbackAction.Succeed, Updates.Noon));

        var ended = _log.TimeOutCallbacks(Updates.Noon.AddSeconds(30));

        Assert.Equal(["2", "1"], ended.Select(static callback => callback.Id));
        Assert.All(ended, static callback => Assert.Equal((OperationStatus.TimedOut, "Callback.Timeout"), (callback.Status, callback.Error!.ErrorType)));
    }

    [Fact]
    public void A_watermark_leaves_callbacks_alone()
    {
        _log.Apply(Updates.Callback(timeout: 1), Updates.Noon);

        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddSeconds(10)));
        Assert.Equal(OperationStatus.Started, _log.Find("1")!.Status);
    }

    [Theory]
    [InlineData(OperationStatus.Succeeded)]
    [InlineData(OperationStatus.Failed)]
    [InlineData(OperationStatus.TimedOut)]
    public void An_ended_one_takes_nothing_more(object status)
    {
        _log.Apply(Updates.Callback(timeout: 1), Updates.Noon);
        if ((OperationStatus)status == OperationStatus.TimedOut)
        {
            _log.TimeOutCallbacks(Updates.Noon.AddSeconds(1));
        }
        else
        {
            _log.Apply(new CallbackRecord("1", (OperationStatus)status == OperationStatus.Failed ? CallbackAction.Fail : CallbackAction.Succeed, Updates.Noon));
        }

        foreach (var action in Enum.GetValues<CallbackAction>())
        {
            var refused = Assert.Throws<InvalidUpdateException>(() => _log.Apply(new CallbackRecord("1", action, Updates.Noon)));
            Assert.Equal("The callback is either timed out or already completed.", refused.Rule);
        }

        Assert.Equal((OperationStatus)status, _log.Find("1")!.Status);
    }

    [Fact]
    public void Rule_28_it_starts_once()
    {
        _log.Apply(Updates.Callback(), Updates.Noon);

        OperationTransitionTests.AssertRefused(_log, Updates.Callback(), "Cannot start a CALLBACK that already exist.");
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    [InlineData(OperationAction.Retry)]
    [InlineData(OperationAction.Cancel)]
    public void Rule_15_the_function_can_only_start_it(object action) => OperationTransitionTests.AssertRefused(
        _log, Updates.Callback((OperationAction)action), "Invalid action for the given operation type.");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100_000_000, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 100_000_000)]
    public void Limits_are_1_to_99999999_seconds(int timeout, int heartbeat) => Assert.EndsWith(
        "must be 1 to 99999999.",
        Assert.Throws<InvalidUpdateException>(() => _log.Apply(Updates.Callback(timeout: timeout, heartbeat: heartbeat), Updates.Noon)).Rule,
        StringComparison.Ordinal);

    [Fact]
    public void It_cannot_start_without_a_key() => OperationTransitionTests.AssertRefused(
        _log, Updates.Callback() with { Callback = null }, "Invalid CallbackOptions for the given action.");
}
