using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

public sealed class WatermarkTests
{
    private readonly OperationLog _log = new();

    [Fact]
    public void Waits_elapse_at_their_end_and_not_a_millisecond_before()
    {
        _log.Apply(Updates.Wait(OperationAction.Start), Updates.Noon);

        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddMilliseconds(9_999)));
        var elapsed = Assert.Single(_log.AdvanceTo(Updates.Noon.AddSeconds(10)));
        Assert.Equal(OperationStatus.Succeeded, elapsed.Status);
        Assert.Equal(Updates.Noon.AddSeconds(10), elapsed.EndTimestamp);
    }

    [Fact]
    public void What_has_elapsed_does_not_elapse_again()
    {
        _log.Apply(Updates.Wait(OperationAction.Start), Updates.Noon);
        _log.AdvanceTo(Updates.Noon.AddSeconds(10));

        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddSeconds(20)));
    }

    [Fact]
    public void They_elapse_by_due_time_and_then_in_order_of_their_start()
    {
        _log.Apply(Updates.Wait(OperationAction.Start, "late") with { Wait = new WaitOptions(12) }, Updates.Noon);
        _log.Apply(Updates.Wait(OperationAction.Start, "first"), Updates.Noon);
        _log.Apply(Updates.Wait(OperationAction.Start, "second"), Updates.Noon);

        Assert.Equal(["first", "second", "late"], _log.AdvanceTo(Updates.Noon.AddSeconds(12)).Select(static operation => operation.Id));
    }

    [Fact]
    public void A_cancelled_wait_does_not_elapse()
    {
        _log.Apply(Updates.Wait(OperationAction.Start), Updates.Noon);
        _log.Apply(Updates.Wait(OperationAction.Cancel), Updates.Noon);

        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddSeconds(10)));
    }

    [Fact]
    public void What_changed_after_the_batch_stays_until_the_next_watermark()
    {
        _log.Apply(Updates.Wait(OperationAction.Start, "1"), Updates.Noon);
        var upTo = _log.ChangeSequence;
        _log.Apply(Updates.Wait(OperationAction.Start, "2"), Updates.Noon);

        Assert.Equal("1", Assert.Single(_log.AdvanceTo(Updates.Noon.AddSeconds(10), upTo)).Id);
        Assert.Equal("2", Assert.Single(_log.AdvanceTo(Updates.Noon.AddSeconds(10))).Id);
    }

    [Fact]
    public void What_an_earlier_watermark_left_elapses_by_due_time_too()
    {
        _log.Apply(Updates.Wait(OperationAction.Start, "late") with { Wait = new WaitOptions(12) }, Updates.Noon);
        _log.Apply(Updates.Wait(OperationAction.Start, "first"), Updates.Noon);
        _log.AdvanceTo(Updates.Noon.AddSeconds(12), upToSequence: 0);
        _log.Apply(Updates.Wait(OperationAction.Start, "second"), Updates.Noon);

        Assert.Equal(["first", "second", "late"], _log.AdvanceTo(Updates.Noon.AddSeconds(12)).Select(static operation => operation.Id));
    }

    [Fact]
    public void What_is_cancelled_after_a_watermark_left_it_does_not_elapse()
    {
        _log.Apply(Updates.Wait(OperationAction.Start), Updates.Noon);
        _log.AdvanceTo(Updates.Noon.AddSeconds(10), upToSequence: 0);
        _log.Apply(Updates.Wait(OperationAction.Cancel), Updates.Noon);

        Assert.Empty(_log.AdvanceTo(Updates.Noon.AddSeconds(10)));
    }

    [Fact]
    public void Every_change_has_a_number_of_its_own()
    {
        var started = _log.Apply(Updates.Wait(OperationAction.Start), Updates.Noon);

        var elapsed = Assert.Single(_log.AdvanceTo(Updates.Noon.AddSeconds(10)));

        Assert.Equal(1, started.ChangeSequence);
        Assert.Equal(2, elapsed.ChangeSequence);
    }
}
