using Durable.Core.Diagnostics;

namespace Durable.Core.Engine;

/// <summary>What a log says of the invocations: whether one is open at its end, and how many were lost in a row before it.</summary>
/// <param name="startedAt">When the execution was started, by which its first invocation is open.</param>
internal sealed class InvocationTrail(DateTimeOffset startedAt)
{
    private readonly List<string> _senders = [];

    /// <summary>Since when an invocation is open; null when the last one was closed.</summary>
    public DateTimeOffset? OpenSince { get; private set; } = startedAt;

    /// <summary>When the last invocation was closed; null when one is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>
    /// Invocations whose process died, one after the other. The row is broken when one was closed in good order, and when an operation came to its end.
    /// </summary>
    public int LostInARow { get; private set; }

    /// <summary>Trace contexts of what has arrived from outside since the last invocation was closed.</summary>
    public IReadOnlyList<string> Senders => _senders;

    /// <summary>An invocation was lost. Written before the next one runs the function: that one may die without a record of its own.</summary>
    public void NoteLoss(DateTimeOffset at, bool startsAnew)
    {
        OpenSince = at;
        ClosedAt = null;
        LostInARow = startsAnew ? 0 : LostInARow + 1;
    }

    /// <summary>An invocation was closed.</summary>
    public void NoteClosed(DateTimeOffset at)
    {
        OpenSince = null;
        ClosedAt = at;
        LostInARow = 0;
        _senders.Clear();
    }

    /// <summary>Something has arrived from outside.</summary>
    /// <param name="trace">The trace context of its sender; null for none.</param>
    public void NoteSender(string? trace)
    {
        if (trace is not null && _senders.Count < InvocationSpans.MaxLinks)
        {
            _senders.Add(trace);
        }
    }

    /// <summary>Something was recorded in an invocation.</summary>
    /// <param name="at">When.</param>
    /// <param name="isProgress">Whether it says that the function has come on. What arrives from outside, and that time passes, does not.</param>
    public void NoteWork(DateTimeOffset at, bool isProgress)
    {
        OpenSince ??= at;
        ClosedAt = null;
        LostInARow = isProgress ? 0 : LostInARow;
    }
}
