namespace Durable.Core.Engine.Lanes;

/// <summary>Gives branches turns of their own, in the process of their execution.</summary>
internal interface ILaneStarter
{
    /// <summary>Finds turns for a branch and begins it there (<see cref="LaneRun.RunAsync"/>). Called in a turn of the execution.</summary>
    /// <param name="branch">The branch.</param>
    /// <returns>Completes when the branch has begun; fails when no turns can be had for it.</returns>
    Task StartAsync(LaneRun branch);
}
