using Durable.Core.Engine;

namespace Durable.Core.Log.Records;

/// <summary>One record of the log. Folding the records in order gives the operations and, if wanted, the history.</summary>
/// <param name="Timestamp">When it happened, in whole milliseconds.</param>
internal abstract record LogRecord(DateTimeOffset Timestamp)
{
    /// <summary>What functions and senders wrote in it.</summary>
    public virtual RecordData Data => default;

    /// <summary>The same record with marks in place of its data.</summary>
    public virtual LogRecord WithoutData() => this;

    /// <summary>Writes its members; its <c>TryRead</c> reads them.</summary>
    public abstract void Write(LogRecordWriter writer);

    /// <summary>Applies it to the operations.</summary>
    /// <exception cref="InvalidUpdateException">It does not follow from the records before it.</exception>
    public virtual void Apply(OperationLog log)
    {
    }

    /// <summary>Applies it to the operations and adds the events that it stands for.</summary>
    /// <exception cref="InvalidUpdateException">It does not follow from the records before it.</exception>
    public abstract void AddTo(HistoryBuilder history);

    /// <summary>Says what it means for the invocations: unless it says otherwise, that one is under way.</summary>
    /// <param name="trail">The invocations.</param>
    /// <param name="hasChangedLog">Whether an operation has changed with it.</param>
    public virtual void AddTo(InvocationTrail trail, bool hasChangedLog) => trail.NoteWork(Timestamp, isProgress: false);
}
