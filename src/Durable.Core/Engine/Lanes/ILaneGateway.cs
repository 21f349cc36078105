namespace Durable.Core.Engine.Lanes;

/// <summary>A lane's way to its execution. Calls may arrive in any order; none is answered after the execution is over but with that.</summary>
internal interface ILaneGateway
{
    Task<LaneReply> ExchangeAsync(LaneMessage message);

    /// <summary>Runs a branch in the lane that was opened for it.</summary>
    Task<T> RunBranchAsync<T>(LaneOpening opening, Func<IExecutionChannel, Task<T>> body);

    /// <summary>The way to a lane; null when its branch has ended.</summary>
    ILaneWaker? GetWaker(int lane);
}
