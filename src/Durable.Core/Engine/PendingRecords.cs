using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>Records that are not yet in a batch, numbered from 1 in order.</summary>
internal sealed class PendingRecords
{
    // A list with a moving head rather than a queue, because a START can be taken out of the middle.
    private readonly List<Pending> _records = [];
    private readonly Dictionary<string, long> _starts = [];
    private int _head;

    // Nothing before it ages.
    private int _ageing;

    /// <summary>Number of the first pending record; one more than the last when there is none.</summary>
    public long FirstSequence { get; private set; } = 1;

    /// <summary>Number of the last record ever added.</summary>
    public long LastSequence => FirstSequence + _records.Count - _head - 1;

    public bool IsEmpty => _head == _records.Count;

    /// <summary>The time of the oldest pending record that ages; null when none does.</summary>
    public DateTimeOffset? OldestAt
    {
        get
        {
            while (_ageing < _records.Count && !_records[_ageing].Ages)
            {
                _ageing++;
            }

            return _ageing < _records.Count ? _records[_ageing].Record!.Timestamp : null;
        }
    }

    public long Add(LogRecord record, long changeSequence, bool ages, int operations)
    {
        _records.Add(new Pending(record, changeSequence, ages, operations));
        if (record is UpdateRecord { Update: { Type: OperationType.Step, Action: OperationAction.Start } start })
        {
            _starts[start.Id] = LastSequence;
        }

        return LastSequence;
    }

    /// <summary>The first pending record; null when it was taken out.</summary>
    /// <returns>False when nothing is pending.</returns>
    public bool TryPeek(out LogRecord? record, out long changeSequence)
    {
        (record, changeSequence, _, _) = IsEmpty ? default : _records[_head];
        return !IsEmpty;
    }

    /// <summary>Takes the first one out.</summary>
    /// <returns>How many operations begin with it.</returns>
    public int Dequeue()
    {
        var (record, _, _, operations) = _records[_head];
        if (record is UpdateRecord { Update: { Type: OperationType.Step, Action: OperationAction.Start } start })
        {
            _starts.Remove(start.Id);
        }

        _records[_head++] = default;
        FirstSequence++;
        if (IsEmpty)
        {
            _records.Clear();
            _head = 0;
            _ageing = 0;
        }

        return operations;
    }

    /// <summary>Takes the START of a step out, if it is still pending.</summary>
    public UpdateRecord? TakeStart(string operationId)
    {
        if (!_starts.Remove(operationId, out var sequence))
        {
            return null;
        }

        var index = _head + (int)(sequence - FirstSequence);
        var (start, changeSequence, _, _) = _records[index];
        _records[index] = new Pending(Record: null, changeSequence, Ages: false, Operations: 0);
        return (UpdateRecord?)start;
    }

    private readonly record struct Pending(LogRecord? Record, long ChangeSequence, bool Ages, int Operations);
}
