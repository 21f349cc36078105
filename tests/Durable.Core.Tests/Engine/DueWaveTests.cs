using Durable.Core.Engine;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Tests.Engine;

public sealed class DueWaveTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly DurableEngineOptions _options = new();
    private readonly CheckpointBatcher _batcher;

    public DueWaveTests()
    {
        _batcher = new CheckpointBatcher(_options);
    }

    [Fact]
    public void A_wave_holds_the_flush_until_its_last_branch_has_joined()
    {
        _batcher.BeginWave(3, s_now);
        Refresh(2);
        Assert.False(_batcher.IsFlushDue(s_now));

        Refresh(1);
        Assert.True(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_wave_of_one_is_due_as_soon_as_it_joins()
    {
        _batcher.BeginWave(1, s_now);
        Refresh(1);

        Assert.True(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_refresh_of_nobody_in_the_wave_takes_no_place_in_it()
    {
        _batcher.BeginWave(1, s_now);
        _ = _batcher.RefreshAsync(inWave: false);
        Assert.False(_batcher.IsFlushDue(s_now));

        Refresh(1);
        Assert.True(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_wave_holds_back_awaited_updates_too()
    {
        _batcher.BeginWave(1, s_now);
        _batcher.Enqueue(
            new UpdateRecord(new OperationUpdate { Id = "1", Type = OperationType.Step, Action = OperationAction.Succeed }, s_now), changeSequence: 1);
        _batcher.RequestFlush(1);

        Assert.False(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_branch_that_never_joins_holds_the_flush_no_longer_than_the_greatest_delay()
    {
        _batcher.BeginWave(2, s_now);
        Refresh(1);

        Assert.Equal(s_now + _options.MaxWaveDelay, _batcher.NextDueAt(s_now));
        Assert.False(_batcher.IsFlushDue(s_now + _options.MaxWaveDelay - TimeSpan.FromMilliseconds(1)));
        Assert.True(_batcher.IsFlushDue(s_now + _options.MaxWaveDelay));
    }

    [Fact]
    public void Later_waves_do_not_prolong_the_delay_of_those_who_have_joined()
    {
        _batcher.BeginWave(2, s_now);
        Refresh(1);
        _batcher.BeginWave(1, s_now + (_options.MaxWaveDelay / 2));
        Refresh(1);

        Assert.True(_batcher.IsFlushDue(s_now + _options.MaxWaveDelay));
    }

    [Fact]
    public void A_wave_that_comes_while_another_gathers_is_waited_for_too()
    {
        _batcher.BeginWave(1, s_now);
        _batcher.BeginWave(1, s_now);
        Refresh(1);
        Assert.False(_batcher.IsFlushDue(s_now));

        Refresh(1);
        Assert.True(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_branch_that_joins_after_its_wave_has_gone_is_due_at_once()
    {
        _batcher.BeginWave(2, s_now);
        Refresh(1);
        _batcher.TakeBatch();

        Refresh(1);

        Assert.True(_batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_wave_that_nobody_joins_makes_no_request()
    {
        _batcher.BeginWave(1, s_now);

        Assert.False(_batcher.IsFlushDue(s_now + _options.MaxWaveDelay));
    }

    [Fact]
    public void A_wave_whose_delay_has_passed_arms_the_timer_no_more()
    {
        _batcher.BeginWave(1, s_now);

        Assert.Equal(s_now + _options.MaxWaveDelay, _batcher.NextDueAt(s_now));
        Assert.Null(_batcher.NextDueAt(s_now + _options.MaxWaveDelay));
    }

    private void Refresh(int branches)
    {
        for (var i = 0; i < branches; i++)
        {
            _ = _batcher.RefreshAsync();
        }
    }
}
