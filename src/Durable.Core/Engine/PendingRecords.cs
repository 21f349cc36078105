using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>Records that are not yet in a batch, numbered from 1 in order.</summary>
internal sealed class PendingRecords
{
    // A list with a moving head rather than a queue, because a START can be taken out of the middle.
    private readonly List<(LogRecord? Record, long ChangeSequence, int Operations)> _records = [];
    private readonly Dictionary<string, long> _starts = [];
    private int _head;

    /// <summary>Number of the first pending record; one more than the last when there is none.</summary>
    public long FirstSequence { get; private set; } = 1;

    /// <summary>Number of the last record ever added.</summary>
    public long LastSequence => FirstSequence + _records.Count - _head - 1;

    public bool IsEmpty => _head == _records.Count;

    public long Add(LogRecord record, long changeSequence, int operations)
    {
        _records.Add((record, changeSequence, operations));
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
        (record, changeSequence, _) = IsEmpty ? default : _records[_head];
        return !IsEmpty;
    }

    /// <summary>Takes the first one out.</summary>
    /// <returns>How many operations begin with it.</returns>
    public int Dequeue()
    {
        var (record, _, operations) = _records[_head];
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
        var (start, changeSequence, _) = _records[index];
        _records[index] = (null, changeSequence, 0);
        return (UpdateRecord?)start;
    }
}
