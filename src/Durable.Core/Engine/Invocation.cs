using System.Globalization;
using Durable.Core.Log.Records;

namespace Durable.Core.Engine;

/// <summary>
/// The invocations of an execution, as its history has them: one from when the function goes on until it only waits. Used in the execution's turns
/// only.
/// </summary>
/// <param name="activationId">Identifies the activation.</param>
internal sealed class Invocation(string activationId)
{
    private DateTimeOffset? _startedAt;
    private int _count;

    /// <summary>Whether one is under way.</summary>
    public bool IsOpen => _startedAt is not null;

    /// <summary>Whether the activation was made for a heartbeat alone, and nothing has come of it: history does not show that it was here.</summary>
    public bool IsHeartbeatOnly { get; set; }

    /// <summary>Id of the newest one.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{activationId}-{_count}");

    /// <summary>Begins one.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is the activation's first.</returns>
    public bool Open(DateTimeOffset now)
    {
        _startedAt = now;
        return _count++ == 0;
    }

    /// <summary>Ends the one that is under way, if there is one.</summary>
    /// <param name="now">The time.</param>
    /// <returns>What is to be recorded; null for nothing.</returns>
    public InvocationCompletedRecord? Close(DateTimeOffset now)
    {
        if (_startedAt is not { } startedAt)
        {
            return null;
        }

        var record = IsHeartbeatOnly
            ? null
            : new InvocationCompletedRecord(startedAt, now, Id, null);
        IsHeartbeatOnly = false;
        _startedAt = null;
        return record;
    }
}
