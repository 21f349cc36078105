using System.Diagnostics.CodeAnalysis;
using Durable.Core.Log;
using Durable.Core.Log.Records;

namespace Durable.Core.Engine;

/// <summary>
/// Gathers what is to be committed: records in order, the promises of those who wait for them, and the one marker that stands for
/// every refresh. Decides when a flush is due and what goes into it; the flush itself is the execution's.
/// </summary>
/// <remarks>
/// A refresh is a property of the batch, never an item in it: joining costs a place in a list, however many join. There is no window:
/// while a flush is in flight everything gathers, and the store's latency is the batching. What is due together joins in the turn that wakes it.
/// </remarks>
internal sealed class CheckpointBatcher(DurableEngineOptions options)
{
    private readonly PendingRecords _pending = new();
    private readonly CommitWaiters _waiters = new();
    private RefreshMarker? _marker;
    private long _wantedSequence;

    private DateTimeOffset? UnrecordedDueAt => _pending.OldestAt + options.MaxUnrecordedAge;

    /// <summary>Number of the last record enqueued.</summary>
    public long LastSequence => _pending.LastSequence;

    /// <summary>All records up to this one are durable.</summary>
    public long CommittedSequence { get; private set; }

    /// <summary>Whether the next flush carries the marker.</summary>
    public bool HasRefresh => _marker is not null;

    /// <summary>Whether nothing is waiting to be flushed.</summary>
    public bool IsEmpty => _pending.IsEmpty && _marker is null;

    /// <summary>Adds a record. Nobody waits for it yet.</summary>
    /// <param name="record">The record.</param>
    /// <param name="changeSequence">Number of the log's newest change, this record's included.</param>
    /// <param name="ages">Whether it gets a checkpoint of its own when nothing else takes it along for too long.</param>
    /// <param name="operations">How many operations begin with it.</param>
    /// <returns>Its number.</returns>
    public long Enqueue(LogRecord record, long changeSequence, bool ages = true, int operations = 0) =>
        _pending.Add(record, changeSequence, ages, operations);

    /// <summary>The promise of the batch in which the record of that number rides.</summary>
    public ValueTask WhenCommittedAsync(long sequence)
    {
        if (sequence <= CommittedSequence)
        {
            return default;
        }

        RequestFlush(sequence);
        return new ValueTask(_waiters.AddAsync(sequence));
    }

    /// <summary>Lets a flush begin for all records up to that number, though nobody awaits them.</summary>
    public void RequestFlush(long sequence) => _wantedSequence = Math.Max(_wantedSequence, sequence);

    /// <summary>Joins the marker: an operation that is due goes on when that is durable.</summary>
    public void Refresh(ParkedOperation parked)
    {
        EnsureMarker();
        _marker.Join(parked);
    }

    /// <summary>Lets a flush begin though nobody waits for it.</summary>
    [MemberNotNull(nameof(_marker))]
    public void EnsureMarker() => _marker ??= new RefreshMarker();

    /// <summary>Whether a flush should begin now.</summary>
    public bool IsFlushDue(DateTimeOffset now) =>
        _marker is not null || (!_pending.IsEmpty && (_wantedSequence > CommittedSequence || now >= UnrecordedDueAt));

    /// <summary>When to look again though nobody asks for a flush; null if nothing is pending.</summary>
    public DateTimeOffset? NextDueAt() => UnrecordedDueAt;

    /// <summary>Takes the next batch: the marker, if there is one, and as many records as fit, at least one.</summary>
    public CheckpointBatch TakeBatch()
    {
        var marker = _marker;
        _marker = null;

        var writer = LogRecordWriter.ForThread();
        var count = 0;
        var changeSequence = 0L;
        var operations = 0;

        // An end is not cut off from what is recorded with it, one small record at most: a log that has ended is no longer run.
        var ends = false;
        while ((count < options.MaxBatchOperations || ends) && _pending.TryPeek(out var record, out var change))
        {
            if (record is not null)
            {
                var length = writer.Length;
                writer.Write(record);
                if (count > 0 && writer.Length > options.MaxBatchBytes && !ends)
                {
                    writer.Truncate(length);
                    break;
                }

                count++;
                ends |= record is ExecutionClosedRecord;
            }

            changeSequence = change;
            operations += _pending.Dequeue();
        }

        var drains = _pending.IsEmpty;
        return new CheckpointBatch(writer)
        {
            Count = count,
            LastSequence = _pending.FirstSequence - 1,
            Reach = drains ? long.MaxValue : changeSequence,
            Marker = marker,
            Operations = operations,
        };
    }

    /// <summary>Takes all that is pending out of the way of a commit that makes it void: nothing of it is to be written.</summary>
    public CheckpointBatch DiscardPending()
    {
        var marker = _marker;
        _marker = null;
        while (!_pending.IsEmpty)
        {
            _pending.Dequeue();
        }

        return new CheckpointBatch(writer: null) { LastSequence = _pending.LastSequence, Marker = marker };
    }

    /// <summary>The batch is durable: who waits for its records goes on.</summary>
    public void Complete(CheckpointBatch batch)
    {
        CommittedSequence = batch.LastSequence;
        _waiters.Complete(batch.LastSequence);
    }

    /// <summary>
    /// Takes a step's START back, if it is still pending: nobody has waited for it, so it can be recorded together with its completion.
    /// </summary>
    public UpdateRecord? TakePendingStart(string operationId) => _pending.TakeStart(operationId);
}
