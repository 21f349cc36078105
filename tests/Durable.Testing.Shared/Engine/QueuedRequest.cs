using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>One request to a <see cref="QueuedStore"/>.</summary>
internal sealed class QueuedRequest(StoreRequestKind kind, Checkpoint? checkpoint, Action carry, Action answer)
{
    public StoreRequestKind Kind => kind;

    /// <summary>What a commit wants to write.</summary>
    public Checkpoint Checkpoint => checkpoint ?? throw new InvalidOperationException($"A {kind} has no checkpoint.");

    /// <summary>Whether it has reached the store.</summary>
    public bool IsCarried { get; private set; }

    public bool IsAnswered { get; private set; }

    /// <summary>The records that a commit wants to write.</summary>
    public IReadOnlyList<LogRecord> Records
    {
        get
        {
            List<LogRecord> records = [];
            LogRecordReader.Read(Checkpoint.Records.Span, records.Add);
            return records;
        }
    }

    /// <summary>Lets the request reach the store.</summary>
    public void Carry()
    {
        IsCarried = true;
        carry();
    }

    /// <summary>Brings the store's answer back.</summary>
    public void Answer()
    {
        IsAnswered = true;
        answer();
    }

    /// <summary>Both.</summary>
    public void Complete()
    {
        Carry();
        Answer();
    }
}
