namespace Durable.Core.Engine.Lanes;

/// <summary>What a lane with turns of its own tells its execution, which takes it in a turn posted for it: in order, and all of it.</summary>
internal sealed class LaneMessage
{
    /// <summary>Whom it is for.</summary>
    public required ExecutionLane Lane { get; init; }

    /// <summary>Updates, in order; already applied to the lane's own view.</summary>
    public IReadOnlyList<LaneUpdate> Updates { get; init; } = [];

    /// <summary>How many step bodies have ended since the last message. Their outcomes are among the updates.</summary>
    public int EndedSteps { get; init; }

    /// <summary>Branches of the lane that are to have turns of their own. What is recorded of them is among the updates.</summary>
    public IReadOnlyList<LaneRun> Branches { get; init; } = [];

    /// <summary>Operations that parked.</summary>
    public IReadOnlyList<LanePark> Parks { get; init; } = [];

    /// <summary>Operations that were parked and gave up.</summary>
    public IReadOnlyList<int> Unparks { get; init; } = [];

    /// <summary>Callbacks of whose ends the lane must be told though nobody in it may await them yet.</summary>
    public IReadOnlyList<string> Watches { get; init; } = [];

    /// <summary>Set when nothing in the lane is busy: how many wakes it had seen by then. A wake on its way makes it busy again.</summary>
    public int? IdleAfterWakes { get; init; }

    /// <summary>What the lane waits for.</summary>
    public LaneRequest? Request { get; init; }

    /// <summary>Whether the lane's body has ended.</summary>
    public bool Completes { get; init; }

    /// <summary>Why the execution cannot go on with this code.</summary>
    public Exception? Failure { get; init; }
}
