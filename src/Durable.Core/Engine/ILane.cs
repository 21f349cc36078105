namespace Durable.Core.Engine;

/// <summary>What the turns of a lane ask of the channel that they belong to.</summary>
internal interface ILane
{
    /// <summary>How the lane is called in errors.</summary>
    string LaneName { get; }

    /// <summary>Whether outcomes may be handed over now. A lane that is told no is touched when that changes.</summary>
    bool MayHandOver { get; }

    /// <summary>The lane has something to run. May be called from any thread.</summary>
    void OnActive();

    /// <summary>Nothing of the lane is runnable any more. Called in a turn.</summary>
    void OnRest();
}
