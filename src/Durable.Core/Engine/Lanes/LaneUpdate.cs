using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>An update of a lane and what depends on it.</summary>
/// <param name="Update">The update.</param>
/// <param name="At">When, by the lane's clock.</param>
/// <param name="IsDependency">Whether the lane's later outputs wait for it.</param>
/// <param name="Unplaced">
/// The call whose outcome it is, when the lane must be told its place: something from outside may have come before it in the log.
/// </param>
internal readonly record struct LaneUpdate(OperationUpdate Update, DateTimeOffset At, bool IsDependency, HandOver? Unplaced = null);
