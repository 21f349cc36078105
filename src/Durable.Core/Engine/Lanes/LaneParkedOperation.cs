namespace Durable.Core.Engine.Lanes;

/// <summary>An operation that is parked in a lane with turns of its own.</summary>
internal sealed class LaneParkedOperation(DateTimeOffset dueAt, Action onWake) : ParkedOperation(dueAt)
{
    public bool IsCancelled { get; set; }

    public override bool IsOver => IsCancelled;

    public override bool Wake()
    {
        if (!IsCancelled)
        {
            onWake();
        }

        return !IsCancelled;
    }
}
