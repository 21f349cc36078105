namespace Durable.Core.Engine.Lanes;

/// <summary>An operation of a lane has an outcome that came from outside the lane: from the clock, a sender or an invoked execution.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Place">The outcome's place in the log.</param>
internal readonly record struct LaneOutcome(string OperationId, long Place);
