using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>Answer to a <see cref="LaneMessage"/>.</summary>
/// <param name="IsOver">The execution takes part no longer; nothing was applied and nothing ever will be.</param>
/// <param name="Now">The execution's time; after an operation has elapsed, the durable clock.</param>
/// <param name="Opened">The lane that was asked for.</param>
/// <param name="Awaited">The operation for which something has arrived, as it is now.</param>
internal sealed record LaneReply(bool IsOver, DateTimeOffset Now, LaneOpening? Opened = null, Operation? Awaited = null)
{
    public static LaneReply Over { get; } = new(true, default);
}
