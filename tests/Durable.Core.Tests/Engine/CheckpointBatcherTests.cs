using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Tests.Engine;

public sealed class CheckpointBatcherTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly DurableEngineOptions _options = new();
    private long _changes;

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(100_000)]
    public void However_many_refreshes_are_one_marker_and_one_request(int refreshes)
    {
        var batcher = new CheckpointBatcher(_options);
        var joined = Enumerable.Range(0, refreshes).Select(_ => Refresh(batcher)).ToArray();

        var batch = TakeBatch(batcher);
        batcher.Complete(batch);

        Assert.Equal(joined, batch.Joined);
        Assert.Single(Read(batch));
        Assert.True(batcher.IsEmpty);
    }

    [Fact]
    public void The_marker_counts_nothing_and_is_one_record()
    {
        var batcher = new CheckpointBatcher(_options);
        Refresh(batcher);

        var batch = TakeBatch(batcher);

        Assert.Equal(0, batch.Count);
        Assert.IsType<WatermarkRecord>(Assert.Single(Read(batch)));
    }

    [Fact]
    public void _999_refreshes_and_500_updates_are_two_batches_with_the_marker_in_the_first()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 250);
        for (var i = 0; i < 999; i++)
        {
            Refresh(batcher);
        }

        Enqueue(batcher, 250);

        var first = TakeBatch(batcher);
        var second = TakeBatch(batcher);

        Assert.Equal((250, 250), (first.Count, second.Count));
        Assert.Equal(999, first.Joined.Count);
        Assert.Null(second.Marker);
        Assert.True(batcher.IsEmpty);
    }

    [Fact]
    public void A_full_batch_leaves_no_room_that_the_marker_would_take()
    {
        var batcher = new CheckpointBatcher(_options);
        Refresh(batcher);
        Enqueue(batcher, 250);

        var batch = TakeBatch(batcher);

        Assert.Equal(250, batch.Count);
        Assert.True(batch.Drains);
    }

    [Fact]
    public void The_marker_is_the_last_record_of_its_batch()
    {
        var batcher = new CheckpointBatcher(_options);
        Refresh(batcher);
        Enqueue(batcher, 3);

        var records = Read(TakeBatch(batcher));

        Assert.Equal(4, records.Count);
        Assert.IsType<WatermarkRecord>(records[^1]);
    }

    [Fact]
    public void A_refresh_after_the_batch_was_taken_joins_the_next_marker()
    {
        var batcher = new CheckpointBatcher(_options);
        Refresh(batcher);
        var batch = TakeBatch(batcher);

        var late = Refresh(batcher);
        batcher.Complete(batch);

        Assert.DoesNotContain(late, batch.Joined);
        Assert.True(batcher.IsFlushDue(s_now));
        Assert.Equal([late], TakeBatch(batcher).Joined);
    }

    [Fact]
    public void A_lone_refresh_is_due_at_once()
    {
        var batcher = new CheckpointBatcher(_options);
        Refresh(batcher);

        Assert.True(batcher.IsFlushDue(s_now));
        Assert.Null(batcher.NextDueAt());
    }

    [Fact]
    public void A_lone_checkpoint_that_is_awaited_is_due_at_once()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        _ = batcher.WhenCommittedAsync(1).AsTask();

        Assert.True(batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void Updates_that_nobody_waits_for_are_not_due_before_their_greatest_age()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);

        Assert.False(batcher.IsFlushDue(s_now + _options.MaxUnrecordedAge - TimeSpan.FromMilliseconds(1)));
        Assert.True(batcher.IsFlushDue(s_now + _options.MaxUnrecordedAge));
        Assert.Equal(s_now + _options.MaxUnrecordedAge, batcher.NextDueAt());
    }

    [Fact]
    public void The_oldest_update_decides_the_age()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        Enqueue(batcher, 1, s_now.AddMilliseconds(900));

        Assert.Equal(s_now + _options.MaxUnrecordedAge, batcher.NextDueAt());
    }

    [Fact]
    public void Ages_count_anew_once_everything_was_taken()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        batcher.Complete(TakeBatch(batcher));
        Enqueue(batcher, 1, s_now.AddSeconds(10));

        Assert.Equal(s_now.AddSeconds(10) + _options.MaxUnrecordedAge, batcher.NextDueAt());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void What_a_batch_took_ages_no_longer(int taken, int dueIn)
    {
        _options.MaxBatchOperations = taken;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        Enqueue(batcher, 1, s_now.AddSeconds(1));
        batcher.Enqueue(new InvocationCompletedRecord(s_now, s_now, "request", null), ++_changes, ages: false);
        Enqueue(batcher, 1, s_now.AddSeconds(3));

        batcher.Complete(TakeBatch(batcher));

        Assert.Equal(s_now.AddSeconds(dueIn) + _options.MaxUnrecordedAge, batcher.NextDueAt());
    }

    [Fact]
    public void A_record_that_does_not_age_never_makes_a_batch_of_its_own()
    {
        var batcher = new CheckpointBatcher(_options);
        batcher.Enqueue(new InvocationCompletedRecord(s_now, s_now, "request", null), _changes, ages: false);

        Assert.Null(batcher.NextDueAt());
        Assert.False(batcher.IsFlushDue(s_now.AddDays(1)));
    }

    [Fact]
    public void Updates_that_nobody_waits_for_ride_in_order_with_the_next_batch()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 2);
        Refresh(batcher);

        Assert.Equal(["1", "2"], Ids(TakeBatch(batcher)));
    }

    [Fact]
    public void Items_that_do_not_fit_keep_their_order_over_any_number_of_batches()
    {
        _options.MaxBatchBytes = 1024;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 20, payloadLength: 700);
        Enqueue(batcher, 20, payloadLength: 300);

        List<string> ids = [];
        while (!batcher.IsEmpty)
        {
            ids.AddRange(Ids(TakeBatch(batcher)));
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(static n => $"{n}"), ids);
    }

    [Fact]
    public void A_batch_holds_no_more_than_its_bytes()
    {
        _options.MaxBatchBytes = 1024;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 20, payloadLength: 300);

        while (!batcher.IsEmpty)
        {
            Assert.InRange(TakeBatch(batcher).Records.Length, 1, 1024);
        }
    }

    [Fact]
    public void An_item_larger_than_a_batch_goes_alone()
    {
        _options.MaxBatchBytes = 1024;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        Enqueue(batcher, 1, payloadLength: 5000);
        Enqueue(batcher, 1);

        Assert.Equal(["1"], Ids(TakeBatch(batcher)));
        Assert.Equal(["2"], Ids(TakeBatch(batcher)));
        Assert.Equal(["3"], Ids(TakeBatch(batcher)));
    }

    [Fact]
    public void A_waiter_goes_on_with_the_batch_of_its_record_and_not_before()
    {
        _options.MaxBatchOperations = 2;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 3);
        var second = batcher.WhenCommittedAsync(2).AsTask();
        var third = batcher.WhenCommittedAsync(3).AsTask();

        batcher.Complete(TakeBatch(batcher));

        Assert.True(second.IsCompletedSuccessfully);
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public void What_is_committed_is_not_waited_for()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        batcher.Complete(TakeBatch(batcher));

        Assert.True(batcher.WhenCommittedAsync(1).AsTask().IsCompletedSuccessfully);
        Assert.False(batcher.IsFlushDue(s_now));
    }

    [Fact]
    public void A_batch_that_leaves_something_behind_says_so()
    {
        _options.MaxBatchOperations = 2;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 3);

        Assert.False(TakeBatch(batcher).Drains);
        Assert.True(TakeBatch(batcher).Drains);
    }

    [Fact]
    public void What_follows_the_end_is_in_the_batch_of_the_end()
    {
        _options.MaxBatchOperations = 2;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        batcher.Enqueue(new ExecutionClosedRecord(ExecutionStatus.Stopped, s_now), 1);
        batcher.Enqueue(new InvocationCompletedRecord(s_now, s_now, "request", null), 1);

        var batch = TakeBatch(batcher);

        Assert.IsType<InvocationCompletedRecord>(Read(batch)[^1]);
        Assert.True(batch.Drains);
    }

    [Fact]
    public void A_marker_beside_updates_that_stay_behind_reaches_only_as_far_as_its_batch()
    {
        _options.MaxBatchOperations = 2;
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 3);
        Refresh(batcher);

        Assert.Equal(2, batcher.TakeBatch().Reach);
    }

    [Fact]
    public void A_pending_start_can_be_taken_back_until_its_batch_goes_out()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 3);

        Assert.Equal("2", batcher.TakePendingStart("2")!.Update.Id);
        Assert.Null(batcher.TakePendingStart("2"));
        Assert.Equal(["1", "3"], Ids(TakeBatch(batcher)));
        Assert.Null(batcher.TakePendingStart("1"));
    }

    [Fact]
    public void A_start_that_was_taken_back_still_counts_for_those_who_wait_for_its_number()
    {
        var batcher = new CheckpointBatcher(_options);
        Enqueue(batcher, 1);
        var promise = batcher.WhenCommittedAsync(1).AsTask();
        batcher.TakePendingStart("1");

        var batch = TakeBatch(batcher);
        batcher.Complete(batch);

        Assert.True(batch.Records.IsEmpty);
        Assert.True(promise.IsCompletedSuccessfully);
    }

    private static SomeParkedOperation Refresh(CheckpointBatcher batcher)
    {
        var parked = new SomeParkedOperation(s_now);
        batcher.Refresh(parked);
        return parked;
    }

    private void Enqueue(CheckpointBatcher batcher, int count, DateTimeOffset? at = null, int payloadLength = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var update = new OperationUpdate
            {
                Id = $"{batcher.LastSequence + 1}",
                Type = OperationType.Step,
                Action = OperationAction.Start,
                Payload = payloadLength == 0 ? null : new string('x', payloadLength),
            };
            batcher.Enqueue(new UpdateRecord(update, at ?? s_now), ++_changes);
        }
    }

    // As the execution does: the marker moves the durable clock.
    private static CheckpointBatch TakeBatch(CheckpointBatcher batcher)
    {
        var batch = batcher.TakeBatch();
        if (batch.Marker is not null)
        {
            batch.Append(new WatermarkRecord(s_now));
        }

        // The writer is the thread's.
        _ = batch.Records;
        return batch;
    }

    private static IEnumerable<string> Ids(CheckpointBatch batch) => Read(batch).OfType<UpdateRecord>().Select(static record => record.Update.Id);

    private static List<LogRecord> Read(CheckpointBatch batch)
    {
        List<LogRecord> records = [];
        LogRecordReader.Read(batch.Records.Span, records.Add);
        return records;
    }
}
