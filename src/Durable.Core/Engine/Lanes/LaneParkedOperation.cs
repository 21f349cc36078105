namespace Durable.Core.Engine.Lanes;

/// <summary>An operation that is parked in a lane with turns of its own.</summary>
internal sealed class LaneParkedOperation(LanePark park, ExecutionLane lane) : ParkedOperation(park.OperationId, park.DueAt)
{
    public int Token => park.Token;

    public bool IsCancelled { get; set; }

    public override long LastRecorded => lane.Channel.LastRecorded;

    public override bool IsOver => IsCancelled;

    public override bool Wake()
    {
        if (!IsCancelled)
        {
            lane.Wake(this);
        }

        return !IsCancelled;
    }

    public override void GoOn() => lane.GoOn(this);
}
