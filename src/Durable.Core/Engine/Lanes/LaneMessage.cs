using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>
/// What a lane with turns of its own tells its execution. Messages of a lane are numbered, and applied in that order however they arrive.
/// </summary>
internal sealed class LaneMessage
{
    /// <summary>The activation that opened the lane; another one must not take its messages.</summary>
    public required string ActivationId { get; init; }

    public required int Lane { get; init; }

    /// <summary>1, 2, 3, … per lane.</summary>
    public required int Number { get; init; }

    /// <summary>Updates, in order; already applied to the lane's own view.</summary>
    public IReadOnlyList<LaneUpdate> Updates { get; init; } = [];

    /// <summary>How many step bodies have ended since the last message. Their outcomes are among the updates.</summary>
    public int EndedSteps { get; init; }

    /// <summary>Lanes of branches whose outcome the lane has taken.</summary>
    public IReadOnlyList<int> ClosedLanes { get; init; } = [];

    /// <summary>Operations that parked.</summary>
    public IReadOnlyList<LanePark> Parks { get; init; } = [];

    /// <summary>Callbacks of whose ends the lane must be told though nobody in it may await them yet.</summary>
    public IReadOnlyList<string> Watches { get; init; } = [];

    /// <summary>Operations that were parked and gave up.</summary>
    public IReadOnlyList<int> Unparks { get; init; } = [];

    /// <summary>Set when nothing in the lane is busy: how many wakes it had seen by then. A wake on its way makes it busy again.</summary>
    public int? IdleAfterWakes { get; init; }

    /// <summary>How many of the outcomes from outside that it was told the lane has taken.</summary>
    public int OutcomesTaken { get; init; }

    /// <summary>What the reply waits for.</summary>
    public LaneWish Wish { get; init; }

    /// <summary>The woken operation, or the one awaited, whose end is wished.</summary>
    public string? OperationId { get; init; }

    /// <summary>Id of the context of the branch for which a lane is wished.</summary>
    public string? BranchId { get; init; }

    /// <summary>Token of the branch for which a lane is wished.</summary>
    public CancellationToken BranchToken { get; init; }

    /// <summary>Why the execution cannot go on with this code.</summary>
    public Exception? Failure { get; init; }
}

/// <summary>An update and what depends on it.</summary>
/// <param name="Update">The update.</param>
/// <param name="At">When, by the lane's clock.</param>
/// <param name="IsDependency">Whether the lane's later outputs wait for it.</param>
/// <param name="Unplaced">
/// The call whose outcome it is, when the lane must be told its place: something from outside may have come before it in the log.
/// </param>
internal readonly record struct LaneUpdate(OperationUpdate Update, DateTimeOffset At, bool IsDependency, HandOver? Unplaced = null);

/// <summary>An operation that waits for the clock, or for what arrives from outside.</summary>
/// <param name="Token">Names it in the lane.</param>
/// <param name="OperationId">The operation.</param>
/// <param name="DueAt">Until when; null for what arrives from outside.</param>
internal readonly record struct LanePark(int Token, string OperationId, DateTimeOffset? DueAt)
{
    /// <summary>The operation that ends by what arrives; null for the clock.</summary>
    public string? AwaitedId => DueAt is null ? OperationId : null;
}

/// <summary>What a reply waits for.</summary>
internal enum LaneWish
{
    /// <summary>Nothing: the message has been applied.</summary>
    None,

    /// <summary>All that the lane has recorded is durable.</summary>
    Commit,

    /// <summary>The clock has changed an operation that was woken, durably.</summary>
    Elapse,

    /// <summary>What has arrived for an operation that was woken is durable.</summary>
    Arrival,

    /// <summary>A lane for a branch of this one.</summary>
    OpenLane,
}
