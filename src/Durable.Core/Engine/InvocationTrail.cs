using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>What a log says of the invocations: whether one is open at its end, and how many were lost in a row before it.</summary>
/// <param name="startedAt">When the execution was started, by which its first invocation is open.</param>
internal sealed class InvocationTrail(DateTimeOffset startedAt)
{
    /// <summary>Since when an invocation is open; null when the last one was closed.</summary>
    public DateTimeOffset? OpenSince { get; private set; } = startedAt;

    /// <summary>
    /// Invocations whose process died, one after the other. The row is broken when one was closed in good order, and when an operation came to its end.
    /// </summary>
    public int LostInARow { get; private set; }

    /// <summary>Follows a record of the log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="hasChangedLog">Whether an operation has changed with it.</param>
    public void Add(LogRecord record, bool hasChangedLog)
    {
        switch (record)
        {
            case InvocationCompletedRecord { Error: { } error } lost when LostInvocation.Is(error):
                // Written before the next invocation runs the function: that one may die without a record of its own.
                OpenSince = lost.Timestamp;
                LostInARow = LostInvocation.StartsAnew(error) ? 0 : LostInARow + 1;
                break;
            case InvocationCompletedRecord:
                OpenSince = null;
                LostInARow = 0;
                break;
            case CallbackRecord { Action: CallbackAction.Heartbeat } or InvokeDeliveredRecord:
            case WatermarkRecord when !hasChangedLog:
                // A lease is renewed, a heartbeat is taken and a start is confirmed without an invocation.
                break;
            default:
                OpenSince ??= record.Timestamp;
                LostInARow = IsProgress(record) ? 0 : LostInARow;
                break;
        }
    }

    /// <summary>Whether the record says that the function has come on. What arrives from outside, and that time passes, does not.</summary>
    public static bool IsProgress(LogRecord record) =>
        record is UpdateRecord { Update.Action: OperationAction.Succeed or OperationAction.Fail or OperationAction.Cancel };
}
