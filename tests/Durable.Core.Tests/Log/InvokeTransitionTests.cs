using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Tests.Log;

public sealed class InvokeTransitionTests
{
    private static readonly OperationUpdate s_start = new()
    {
        Id = "1",
        Type = OperationType.ChainedInvoke,
        Action = OperationAction.Start,
        SubType = OperationSubTypes.ChainedInvoke,
        Payload = "in",
        ChainedInvoke = new ChainedInvokeOptions("payment", "run-7"),
    };

    private readonly OperationLog _log = new();

    [Fact]
    public void A_start_opens_it()
    {
        var invoke = _log.Apply(s_start, Updates.Noon);

        Assert.Equal((OperationStatus.Started, "in", false), (invoke.Status, invoke.ChainedInvoke!.Payload, invoke.ChainedInvoke!.IsDelivered));
        Assert.Equal([invoke], _log.OpenInvokes());
    }

    [Fact]
    public void It_is_started_once()
    {
        _log.Apply(s_start, Updates.Noon);

        var error = Assert.Throws<InvalidUpdateException>(() => _log.Apply(s_start, Updates.Noon));

        Assert.StartsWith("Cannot start a CHAINED_INVOKE that already exist.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_delivered_needs_its_payload_no_more()
    {
        _log.Apply(s_start, Updates.Noon);

        var invoke = _log.Apply(new InvokeDeliveredRecord("1", Updates.Noon));

        Assert.Equal((OperationStatus.Started, null, true), (invoke.Status, invoke.ChainedInvoke!.Payload, invoke.ChainedInvoke!.IsDelivered));
    }

    [Theory]
    [InlineData(OperationStatus.Succeeded)]
    [InlineData(OperationStatus.Failed)]
    [InlineData(OperationStatus.TimedOut)]
    [InlineData(OperationStatus.Stopped)]
    public void It_ends_as_the_invoked_execution_did(object status)
    {
        _log.Apply(s_start, Updates.Noon);
        var later = Updates.Noon.AddSeconds(5);

        var invoke = _log.Apply(new InvokeEndedRecord("1", (OperationStatus)status, later) { Payload = (OperationStatus)status == OperationStatus.Succeeded ? "out" : null });

        Assert.Equal(((OperationStatus)status, later), (invoke.Status, invoke.EndTimestamp));
        Assert.Equal((OperationStatus)status == OperationStatus.Succeeded ? ("out", null) : (null, new ErrorObject()), (invoke.Result, invoke.Error));
        Assert.Empty(_log.OpenInvokes());
    }

    [Fact]
    public void What_has_ended_ends_no_more()
    {
        _log.Apply(s_start, Updates.Noon);
        var end = new InvokeEndedRecord("1", OperationStatus.Succeeded, Updates.Noon);
        _log.Apply(end);

        Assert.Throws<InvalidUpdateException>(() => _log.Apply(end));
        Assert.Throws<InvalidUpdateException>(() => _log.Apply(new InvokeDeliveredRecord("1", Updates.Noon)));
    }

    [Theory]
    [InlineData(OperationAction.Succeed)]
    [InlineData(OperationAction.Fail)]
    [InlineData(OperationAction.Cancel)]
    public void The_function_cannot_end_it(object action)
    {
        _log.Apply(s_start, Updates.Noon);

        var error = Assert.Throws<InvalidUpdateException>(() => _log.Apply(s_start with { Action = (OperationAction)action, Payload = null, ChainedInvoke = null }, Updates.Noon));

        Assert.StartsWith("Invalid action for the given operation type.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_says_what_is_invoked()
    {
        var error = Assert.Throws<InvalidUpdateException>(() => _log.Apply(s_start with { ChainedInvoke = null }, Updates.Noon));

        Assert.StartsWith("Invalid ChainedInvokeOptions for the given action.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no good", "run-7", null)]
    [InlineData("payment", "", null)]
    [InlineData("payment", "run-7", "")]
    [InlineData("payment", "run-7", "täglich")]
    public void What_is_invoked_must_be_something_that_can_be(string function, string execution, string? tenant)
    {
        var options = new ChainedInvokeOptions(function, execution, tenant);

        var error = Assert.Throws<InvalidUpdateException>(() => _log.Apply(s_start with { ChainedInvoke = options }, Updates.Noon));

        Assert.StartsWith("Invalid ChainedInvokeOptions.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_payload_may_have_a_mebibyte()
    {
        _log.Apply(s_start with { Payload = new string('x', DurableLimits.MaxInvokePayloadBytes) }, Updates.Noon);

        var error = Assert.Throws<InvalidUpdateException>(() => _log.Apply(
            s_start with { Id = "2", Payload = new string('x', DurableLimits.MaxInvokePayloadBytes + 1) }, Updates.Noon));

        Assert.StartsWith("CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.", error.Message, StringComparison.Ordinal);
    }
}
