namespace Durable.Core.Engine.Lanes;

/// <summary>An operation of a lane that waits for the clock, or for what arrives from outside.</summary>
/// <param name="Token">Names it in the lane.</param>
/// <param name="OperationId">The operation.</param>
/// <param name="DueAt">Until when; null for what arrives from outside.</param>
internal readonly record struct LanePark(int Token, string OperationId, DateTimeOffset? DueAt);
