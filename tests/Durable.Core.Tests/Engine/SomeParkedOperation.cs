using Durable.Core.Engine;

namespace Durable.Core.Tests.Engine;

/// <summary>A parked operation that somebody waits for until it is given up.</summary>
internal sealed class SomeParkedOperation(DateTimeOffset dueAt) : ParkedOperation("1", dueAt)
{
    private bool _isOver;

    public override long LastRecorded => 0;

    public override bool IsOver => _isOver;

    public void GiveUp() => _isOver = true;

    public override bool Wake()
    {
        var woken = !_isOver;
        _isOver = true;
        return woken;
    }

    public override void GoOn()
    {
    }
}
