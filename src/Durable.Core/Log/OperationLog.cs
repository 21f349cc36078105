using System.Diagnostics.CodeAnalysis;
using Durable.Core.Log.Records;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Operations.Invokes;
using Durable.Core.Operations.Steps;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>
/// All operations of one execution. A pure state machine: no I/O, no clock of its own. Used live, and to fold stored records.
/// </summary>
internal sealed class OperationLog
{
    private readonly Dictionary<string, Operation> _operations = [];
    private readonly PriorityQueue<string, (long DueAt, long Sequence)> _due = new();
    private readonly PriorityQueue<string, (long Sequence, long DueAt)> _overdue = new();
    private readonly PriorityQueue<(string Id, long Sequence), (long Deadline, long Sequence)> _deadlines = new();
    private readonly PriorityQueue<string, long> _open = new();
    private readonly PriorityQueue<(string Id, int Failures), int> _failing = new();
    private Queue<(DateTimeOffset Watermark, long UpToSequence)>? _ahead;
    private long _sequence;

    /// <summary>Folds the log of a stored execution.</summary>
    /// <param name="stored">The execution.</param>
    /// <param name="log">The log; one that is damaged as far as it can be read.</param>
    /// <returns>False when it is damaged.</returns>
    public static bool TryFold(StoredExecution stored, out OperationLog log)
    {
        log = new OperationLog();
        try
        {
            LogRecordReader.Read(stored, log.Replay);
            return true;
        }
        catch (CheckpointStoreException)
        {
            return false;
        }
    }

    /// <summary>Makes room for so many operations.</summary>
    public void EnsureCapacity(int operations) => _operations.EnsureCapacity(operations);

    /// <summary>Number of operations.</summary>
    public int Count => _operations.Count;

    /// <summary>Number of the newest change.</summary>
    public long ChangeSequence => _sequence;

    /// <summary>Whether the execution has ended; no update is accepted after that.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>All operations as they are now, for readers in other turns.</summary>
    public IReadOnlyDictionary<string, Operation> Snapshot() => new Dictionary<string, Operation>(_operations);

    /// <summary>The operation of that id, if it exists.</summary>
    public Operation? Find(string id) => _operations.GetValueOrDefault(id);

    /// <summary>Applies one update.</summary>
    /// <returns>The operation's new state.</returns>
    /// <exception cref="InvalidUpdateException">The update is not allowed; nothing was applied.</exception>
    public Operation Apply(OperationUpdate update, DateTimeOffset now)
    {
        RequireOpen();
        var next = Next(update, now, _operations, overlay: null);
        Store(next);
        return next;
    }

    /// <summary>Applies a batch as a whole: every update, or none.</summary>
    /// <returns>The operations that changed, in order of their first change.</returns>
    /// <exception cref="InvalidUpdateException">An update is not allowed; nothing was applied.</exception>
    public IReadOnlyList<Operation> Apply(IReadOnlyList<OperationUpdate> batch, DateTimeOffset now)
    {
        RequireOpen();
        UpdateRules.RequireValidBatch(batch);
        var overlay = new Dictionary<string, Operation>(batch.Count);
        var order = new List<string>(batch.Count);
        var closes = false;
        foreach (var update in batch)
        {
            if (update.Type == OperationType.Execution)
            {
                UpdateRules.RequireValid(update);
                closes = true;
                continue;
            }

            var next = Next(update, now, _operations, overlay);
            if (!overlay.ContainsKey(next.Id))
            {
                order.Add(next.Id);
            }

            overlay[next.Id] = next;
        }

        foreach (var id in order)
        {
            Store(overlay[id]);
        }

        IsClosed = closes;
        return [.. order.Select(id => _operations[id])];
    }

    /// <summary>Moves the durable clock: waits due by then have succeeded, scheduled retries are ready.</summary>
    /// <param name="watermark">The durable clock.</param>
    /// <param name="upToSequence">Operations changed later than this stay as they are: their records come after the watermark's.</param>
    /// <returns>The operations that elapsed, by due time and then by order of change.</returns>
    public IReadOnlyList<Operation> AdvanceTo(DateTimeOffset watermark, long upToSequence = long.MaxValue)
    {
        // What is due but not yet to elapse is kept by order of change, so that no call looks again at what an earlier one left.
        while (_due.TryPeek(out var id, out var priority) && priority.DueAt <= watermark.UtcTicks)
        {
            _due.Dequeue();
            _overdue.Enqueue(id, (priority.Sequence, priority.DueAt));
        }

        List<Operation> elapsing = [];
        while (_overdue.TryPeek(out var id, out var priority) && priority.Sequence <= upToSequence)
        {
            _overdue.Dequeue();
            if (TryGetDue(id, priority.Sequence, out var operation))
            {
                elapsing.Add(operation);
            }
        }

        return
        [
            .. elapsing
                .OrderBy(static operation => operation.DueAt)
                .ThenBy(static operation => operation.ChangeSequence)
                .Select(operation => Store(OperationTransitions.Elapse(operation, watermark))),
        ];
    }

    /// <summary>Whether something would elapse if the durable clock moved to that time.</summary>
    public bool HasDue(DateTimeOffset now)
    {
        while (_due.TryPeek(out var id, out var priority))
        {
            if (TryGetDue(id, priority.Sequence, out _))
            {
                return priority.DueAt <= now.UtcTicks || _overdue.Count > 0;
            }

            _due.Dequeue();
        }

        return _overdue.Count > 0;
    }

    /// <summary>Applies a stored watermark.</summary>
    /// <returns>The operations that elapsed; none yet by one that was written ahead of its place.</returns>
    public IReadOnlyList<Operation> Apply(WatermarkRecord record)
    {
        if (!record.IsAhead)
        {
            return AdvanceTo(record.Timestamp);
        }

        (_ahead ??= []).Enqueue((record.Timestamp, _sequence));
        return [];
    }

    /// <summary>Applies the oldest watermark that was written ahead, in its place.</summary>
    /// <returns>The operations that elapsed.</returns>
    /// <exception cref="InvalidUpdateException">There is none; nothing was applied.</exception>
    public IReadOnlyList<Operation> Apply(WatermarkPlaceRecord record) =>
        _ahead is not null && _ahead.TryDequeue(out var ahead) && ahead.Watermark == record.Timestamp
            ? AdvanceTo(ahead.Watermark, ahead.UpToSequence)
            : throw new InvalidUpdateException("There is no watermark that belongs here.");

    /// <summary>The time of the oldest watermark that was written ahead and whose place has not come; null when there is none.</summary>
    public DateTimeOffset? NextAhead => _ahead is not null && _ahead.TryPeek(out var ahead) ? ahead.Watermark : null;

    /// <summary>Whether the operation has ended, or is certain to by a watermark whose place has not come.</summary>
    public bool IsSure(string id) => Find(id) is { } operation
        && (operation.IsTerminal || _ahead?.Any(ahead => operation.DueAt <= ahead.Watermark && operation.ChangeSequence <= ahead.UpToSequence) == true);

    /// <summary>Applies what somebody outside did to a callback.</summary>
    /// <returns>The callback's new state.</returns>
    /// <exception cref="InvalidUpdateException">It is no open callback; nothing was applied.</exception>
    public Operation Apply(CallbackRecord record)
    {
        RequireOpen();
        return Store(CallbackKind.Apply(Find(record.OperationId), record));
    }

    /// <summary>Applies that an invoked execution is known to exist.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke; nothing was applied.</exception>
    public Operation Apply(InvokeDeliveredRecord record)
    {
        RequireOpen();
        return Store(ChainedInvokeKind.Apply(Find(record.OperationId), record));
    }

    /// <summary>Applies the end of an invoked execution.</summary>
    /// <returns>The invoke's new state.</returns>
    /// <exception cref="InvalidUpdateException">It is no open invoke; nothing was applied.</exception>
    public Operation Apply(InvokeEndedRecord record)
    {
        RequireOpen();
        return Store(ChainedInvokeKind.Apply(Find(record.OperationId), record));
    }

    /// <summary>The invokes whose execution has not ended, in no order.</summary>
    public IEnumerable<Operation> OpenInvokes() => _operations.Values.Where(
        static operation => operation is { Type: OperationType.ChainedInvoke, Status: OperationStatus.Started });

    /// <summary>Whether an attempt of a step has begun and not ended, in a context that has not ended either.</summary>
    public bool HasAttemptUnderWay() => _operations.Values.Any(
        operation => operation is { Type: OperationType.Step, Status: OperationStatus.Started } && !IsOrphan(operation));

    /// <summary>Operations that have not ended, in no order; not contexts, and nothing in a context that has ended.</summary>
    public IEnumerable<Operation> Open() => _operations.Values.Where(IsAwaited);

    /// <summary>Of <see cref="Open"/> the one that was started first; null when there is none.</summary>
    public Operation? OldestOpen()
    {
        while (_open.TryPeek(out var id, out _))
        {
            if (Find(id) is { } operation && IsAwaited(operation))
            {
                return operation;
            }

            _open.Dequeue();
        }

        return null;
    }

    /// <summary>Of <see cref="Open"/> the one that has failed most often in a row with one type of error; null when none has.</summary>
    public Operation? MostFailing()
    {
        // Another attempt leaves the earlier entry behind.
        while (_failing.TryPeek(out var entry, out _))
        {
            if (Find(entry.Id) is { } operation && operation.Step?.Failures == entry.Failures && IsAwaited(operation))
            {
                return operation;
            }

            _failing.Dequeue();
        }

        return null;
    }

    /// <summary>When the next callback times out; null when none can.</summary>
    public DateTimeOffset? NextCallbackDeadline()
    {
        // A heartbeat or the end of a callback leaves the earlier entry behind.
        while (_deadlines.TryPeek(out var entry, out _))
        {
            if (Find(entry.Id) is { } callback && callback.ChangeSequence == entry.Sequence)
            {
                return callback.CallbackDeadline;
            }

            _deadlines.Dequeue();
        }

        return null;
    }

    /// <summary>Times out every callback whose deadline has come.</summary>
    /// <returns>Those callbacks, by deadline and then by order of change.</returns>
    public IReadOnlyList<Operation> TimeOutCallbacks(DateTimeOffset now)
    {
        List<Operation> ended = [];
        while (NextCallbackDeadline() <= now)
        {
            ended.Add(Store(CallbackKind.TimeOut(Find(_deadlines.Dequeue().Id)!, now)));
        }

        return ended;
    }

    /// <summary>
    /// Applies a stored update. It has kept the rules of a single update when it was written; whether it follows from what is before it is looked at.
    /// </summary>
    /// <exception cref="InvalidUpdateException">It does not follow from the records before it.</exception>
    public void Fold(UpdateRecord record)
    {
        RequireOpen();
        var current = Find(record.Update.Id);
        if (record.StartedAt is { } startedAt)
        {
            current = StepKind.Start(current, record.Update, startedAt);
            _sequence++;
        }

        Store(OperationTransitions.Apply(current, record.Update, record.Timestamp));
    }

    /// <summary>Applies a stored record.</summary>
    /// <exception cref="InvalidUpdateException">It does not follow from the records before it.</exception>
    public void Replay(LogRecord record) => record.Apply(this);

    /// <summary>Notes that the execution has ended.</summary>
    public void Close() => IsClosed = true;

    private static Operation Next(
        OperationUpdate update, DateTimeOffset now, Dictionary<string, Operation> operations, Dictionary<string, Operation>? overlay)
    {
        UpdateRules.RequireValid(update);
        var current = Current(update.Id);
        if (current is null && update.ParentId is { } parentId && Current(parentId) is not { Type: OperationType.Context })
        {
            throw new InvalidUpdateException("Invalid parent operation id.", update.Id);
        }

        return OperationTransitions.Apply(current, update, now);

        Operation? Current(string id) =>
            overlay is not null && overlay.TryGetValue(id, out var staged) ? staged : operations.GetValueOrDefault(id);
    }

    private Operation Store(Operation operation)
    {
        // A transition has just made it and nobody else has seen it, so its number needs no copy.
        operation.ChangeSequence = ++_sequence;
        if (operation.StartSequence == 0)
        {
            operation.StartSequence = _sequence;
        }

        if (operation is { EndSequence: 0, IsTerminal: true })
        {
            operation.EndSequence = _sequence;
        }

        if (operation.GivenUp is { Sequence: 0 } call)
        {
            call.Sequence = _sequence;
        }

        _operations[operation.Id] = operation;
        if (operation is { IsTerminal: false, Type: not OperationType.Context } && operation.StartSequence == _sequence)
        {
            _open.Enqueue(operation.Id, _sequence);
        }

        if (operation is { Status: OperationStatus.Pending, Step.Failures: > 0 and var failures })
        {
            _failing.Enqueue((operation.Id, failures), -failures);
        }

        if (operation.DueAt is { } dueAt)
        {
            _due.Enqueue(operation.Id, (dueAt.UtcTicks, operation.ChangeSequence));
        }
        else if (operation.CallbackDeadline is { } deadline)
        {
            _deadlines.Enqueue((operation.Id, operation.ChangeSequence), (deadline.UtcTicks, operation.ChangeSequence));
        }

        return operation;
    }

    // The queue keeps entries of operations that have changed since; their sequence gives them away.
    private bool TryGetDue(string id, long sequence, [NotNullWhen(true)] out Operation? operation) =>
        _operations.TryGetValue(id, out operation) && operation.ChangeSequence == sequence && operation.DueAt is not null;

    private bool IsAwaited(Operation operation) => operation is { IsTerminal: false, Type: not OperationType.Context } && !IsOrphan(operation);

    private bool IsOrphan(Operation operation)
    {
        for (var parentId = operation.ParentId; parentId is not null;)
        {
            if (Find(parentId) is not { IsTerminal: false } parent)
            {
                return true;
            }

            parentId = parent.ParentId;
        }

        return false;
    }

    private void RequireOpen()
    {
        if (IsClosed)
        {
            throw new InvalidUpdateException("The execution has ended; no further update is accepted.");
        }
    }
}
