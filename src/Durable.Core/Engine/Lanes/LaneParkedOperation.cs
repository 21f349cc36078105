namespace Durable.Core.Engine.Lanes;

/// <summary>An operation that is parked in a lane with turns of its own.</summary>
internal sealed class LaneParkedOperation(LanePark park, ExecutionLane lane) : ParkedOperation(park.DueAt, park.AwaitedId)
{
    public string OperationId => park.OperationId;

    public bool IsCancelled { get; set; }

    public override bool IsOver => IsCancelled;

    public override bool Wake()
    {
        if (!IsCancelled)
        {
            lane.Wake(park.Token);
        }

        return !IsCancelled;
    }
}
